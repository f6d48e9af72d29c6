// That an answer is in the signed tree.

const bytes = text => new TextEncoder().encode(text),
    fromHex = s => Uint8Array.from(s.match(/../g) || [], x => parseInt(x, 16));
const hex = b => [...new Uint8Array(b)].map(x => x.toString(16).padStart(2, '0')).join(''),
    from64 = s => Uint8Array.from(atob(s), c => c.charCodeAt(0));
function join(...parts) {
    const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
    let at = 0;
    for (const p of parts) {
        all.set(p, at);
        at += p.length;
    }
    return all;
}
const sha = async b => new Uint8Array(await crypto.subtle.digest('SHA-256', b));
const digest = name => statement.subject.find(s => s.name === name)?.digest.sha256;
// RFC 9162, 2.1.3.2: up from the leaf, left or right as its place says.
async function included(leaf) {
    const {line: text, path} = kept(leaf),
        {root, size} = statement.predicate.evidence;
    let at = leaf,
        last = size - 1,
        found = await sha(join(Uint8Array.of(0), bytes(text)));
    for (const step of path.map(fromHex)) {
        if (last === 0) return false;
        if (at % 2 || at === last) {
            found = await sha(join(Uint8Array.of(1), step, found));
            while (at && at % 2 === 0) {
                at = at / 2;
                last = Math.floor(last / 2);
            }
        } else found = await sha(join(Uint8Array.of(1), found, step));
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
    }
    return last === 0 && hex(found) === root && root === digest('evidence');
}
