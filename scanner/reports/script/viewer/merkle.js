// Merkle trees as in RFC 6962: scanner/evidence/merkle.py.

const AT_ONCE = 4096; // digests that are asked for before the first is waited for

const leafOf = data => sha256(joined([Uint8Array.of(0), data])),
    nodeOf = (left, right) => sha256(joined([Uint8Array.of(1), left, right]));
async function each(count, make) {
    const made = [];
    for (let at = 0; at < count; at += AT_ONCE)
        made.push(...(await Promise.all(Array.from({length: Math.min(AT_ONCE, count - at)}, (_, n) => make(at + n)))));
    return made;
}
// The whole tree, leaves first. A node without a neighbour moves up as it is: that gives the tree of RFC 9162.
async function levelsOf(leaves) {
    const levels = [leaves];
    for (let below = leaves; below.length > 1; levels.push(below)) {
        const row = below;
        below = await each(row.length >> 1, n => nodeOf(row[2 * n], row[2 * n + 1]));
        if (row.length & 1) below.push(row.at(-1));
    }
    return levels;
}
const rootOf = async leaves => toHex(leaves.length ? (await levelsOf(leaves)).at(-1)[0] : await sha256(EMPTY));
// From a leaf to the root, lowest first.
const pathOf = (levels, place) =>
    levels.slice(0, -1).flatMap((level, height) => {
        const beside = level[(place >> height) ^ 1];
        return beside ? [beside] : [];
    });
// The roots over the first 0, 1, 2, ... leaves: the peaks of the tree, folded from the right.
async function rootsOf(leaves) {
    const roots = [toHex(await sha256(EMPTY))],
        peaks = [];
    for (const [size, leaf] of leaves.entries()) {
        let carry = size,
            hash = leaf;
        for (; carry & 1; carry >>= 1) hash = await nodeOf(peaks.pop(), hash);
        peaks.push(hash);
        let root = peaks.at(-1);
        for (let at = peaks.length - 2; at >= 0; at--) root = await nodeOf(peaks[at], root);
        roots.push(toHex(root));
    }
    return roots;
}

// Proofs about several leaves at once: scanner/evidence/multiproof.py. `leaves` are places, ascending, `hashes` theirs, and
// `proof` the roots (hex) of all that is left out, from left to right. The root they lead to; null where they do not fit.
async function led(size, leaves, hashes, proof) {
    let taken = 0;
    const build = (low, high, from, to) => {
        if (from === to) return taken < proof.length ? ofHex(proof[taken++]) : null;
        if (high - low === 1) return hashes[from];
        const split = low + splitOf(high - low);
        let middle = from;
        while (middle < to && leaves[middle] < split) middle++;
        const left = build(low, split, from, middle);
        const right = left && build(split, high, middle, to);
        return right && [left, right, to - from];
    };
    if (leaves.length && leaves.at(-1) >= size) return null;
    if (!size) return proof.length ? null : sha256(EMPTY);
    const tree = build(0, size, 0, leaves.length);
    return tree && taken === proof.length ? folded(tree) : null;
}
// The largest power of two below a size.
const splitOf = size => 2 ** (31 - Math.clz32(size - 1));
// Digests of small branches are asked for at once, those of large ones one after the other.
async function folded(tree) {
    if (tree instanceof Uint8Array) return tree;
    const [left, right, count] = tree;
    if (count < AT_ONCE) return nodeOf(...(await Promise.all([folded(left), folded(right)])));
    return nodeOf(await folded(left), await folded(right));
}
