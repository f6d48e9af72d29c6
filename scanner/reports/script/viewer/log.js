// The run log: whole, in order, signed, and the continuation of what the verifier has kept: scanner/evidence/history.py.

async function checkLog(bundle, by) {
    const flaw = why => new Refused(`the log in ${bundle.name}: ${why}`),
        data = await bundle.head(),
        leaves = await bundle.leaves(),
        head = data ? readNote(data, 'the checkpoint of the log') : null;
    if (head) await by.checkNote(head, 'the checkpoint of the log');
    if (!head && leaves.length !== 1) throw flaw('it has no checkpoint');
    const roots = await rootsOf(await each(leaves.length, at => leafOf(leaves[at]))),
        log = {head, by, places: [], roots, runs: new Map(), others: new Map()};
    for (const at of leaves.keys()) await takeUp(log, at, leaves, flaw);
    if (!head) throw flaw('it has an entry that its checkpoint does not cover');
    if (head.size > leaves.length || leaves.length > head.size + 1)
        throw flaw(`the checkpoint covers ${head.size} entries, there are ${leaves.length}`);
    if (roots[head.size] !== head.root)
        throw flaw(`its entries are not those that the checkpoint of ${head.size} covers`);
    if (leaves.length > head.size) throw flaw('it has an entry that its checkpoint does not cover');
    for (const key of bundle.list('checkpoints/')) await checkKept(bundle, key, log, flaw);
    return log;
}
// An older checkpoint that came along is signed and agrees: somebody may take it as an anchor.
async function checkKept(bundle, key, {head, by, roots}, flaw) {
    const kept = readNote(await bundle.read(key), key),
        named = /^checkpoints\/([0-9]{6,9})$/.exec(key);
    await by.checkNote(kept, key);
    if (!named || Number(named[1]) !== kept.size || kept.origin !== head.origin || roots[kept.size] !== kept.root)
        throw flaw(`${key} is not a checkpoint of its entries`);
}
async function signedByOne(note, keys) {
    for (const key of keys) if (await noted(note, key)) return true;
    return false;
}
// The versions of a keyring that these entries take up.
function adoptionsOf(leaves) {
    const found = [];
    for (const [at, leaf] of leaves.entries()) {
        const what = `entry ${at}`,
            envelope = readEnvelope(leaf, what),
            statement = readStatement(envelope, what);
        if (statement.type === KEYRING_TYPE) found.push(adoptionOf(statement, envelope.keyid, what));
    }
    return found;
}
// The next leaf, which must have been sealed for the place where it lies.
async function takeUp(log, at, leaves, flaw) {
    const what = `entry ${at}`,
        envelope = readEnvelope(leaves[at], what),
        statement = readStatement(envelope, what),
        place = placeOf(statement, what),
        doubts = {
            [`was made for another log, ${place.origin}`]: log.head && place.origin !== log.head.origin,
            [`was sealed as entry ${place.sequence}: runs were dropped or moved`]: place.sequence !== at,
            'was sealed after other entries than those before it': place.previous !== (at ? log.roots[at] : ''),
            [`was sealed at ${place.sealed}, before the one ahead of it: time ran back`]:
                at && place.sealed < log.places[at - 1].sealed,
        },
        [why] = Object.entries(doubts).find(([, wrong]) => wrong) ?? [];
    if (why) throw flaw(`${what} ${quoted(why)}`);
    if (log.by.ring) await log.by.checkEntry(envelope, statement.type, at, what);
    if (RUN_TYPES.includes(statement.type)) {
        const {run} = recordOf(statement, what);
        if (log.runs.has(run)) throw flaw(`${what} is about run ${run}, as is entry ${log.runs.get(run)}`);
        log.runs.set(run, at);
    } else if (statement.type === KEYRING_TYPE) adoptionOf(statement, envelope.keyid, what);
    else if (statement.type === COUNTERSIGNATURE_TYPE) {
        const said = countersignatureOf(statement, envelope.keyid, what);
        if (log.runs.get(said.run) !== said.entry)
            throw flaw(`${what} is about run ${said.run} as entry ${said.entry}, and that is no such entry`);
        if (toHex(await sha256(leaves[said.entry])) !== said.envelope)
            throw flaw(`${what} is about another entry ${said.entry} than lies there`);
    } else log.others.set(at, statement.type);
    log.places.push(place);
}
// A checkpoint that was kept elsewhere. Whose signature it bears is not asked: the verifier vouches for it.
function readAnchor(data, what) {
    const note = readNote(data, what);
    if (!note.size) throw new Refused(`${what}: covers no entry, so it vouches for nothing`);
    return note;
}
// What anchors show of a log; empty where there are none.
function heldAgainst(log, anchors, name) {
    const said = anchors.map(anchor => [anchor, anchoredBy(log, anchor, name)]),
        each = [...new Map(said.map(([anchor, shows]) => [`${anchor.size} ${anchor.root}`, [anchor.size, shows]])).values()];
    each.sort(([one], [two]) => one - two);
    if (each.length > 2) return `your ${threes(each.length)} anchors, the youngest of ${each.at(-1)[1]}`;
    return each.map(([, shows]) => `your anchor of ${shows}`).join(' and ');
}
// For what one vouches; throws where the log does not go on from it.
function anchoredBy(log, anchor, name) {
    const {size, origin} = log.head,
        flaw = why => new Refused(`the log in ${name}: ${why}`);
    if (anchor.origin !== origin) throw flaw(`your anchor is of another log, ${anchor.origin}; this is ${origin}`);
    if (anchor.size > size)
        throw flaw(
            `rolled back: it has ${counting(size, 'entry', 'entries')}, your anchor covers ${anchor.size}. ` +
                'Runs were taken away',
        );
    if (log.roots[anchor.size] !== anchor.root)
        throw flaw(`forked: its first ${anchor.size} entries are not those of your anchor. The past was rewritten`);
    const day = log.places[anchor.size - 1].sealed.slice(0, 10),
        later = size - anchor.size ? `, not the ${threes(size - anchor.size)} after it` : '';
    return `${day} (${counting(anchor.size, 'entry', 'entries')}${later})`;
}
