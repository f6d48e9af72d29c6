// The run log: whole, in order, signed, and the continuation of what the verifier has kept: scanner/evidence/history.py.

async function checkLog(bundle, trusted) {
    const flaw = why => new Refused(`the log in ${bundle.name}: ${why}`),
        data = await bundle.head(),
        leaves = await bundle.leaves(),
        head = data ? readNote(data, 'the checkpoint of the log') : null;
    if (head && !(await signedByOne(head, trusted)))
        throw new Refused('the checkpoint of the log: is not signed with a trusted key');
    if (!head && leaves.length !== 1) throw flaw('it has no checkpoint');
    const roots = await rootsOf(await each(leaves.length, at => leafOf(leaves[at]))),
        log = {head, places: [], roots, runs: new Map(), others: new Map()};
    for (const [at, leaf] of leaves.entries()) takeUp(log, at, leaf, flaw);
    if (!head) throw flaw('it has an entry that its checkpoint does not cover');
    if (head.size > leaves.length || leaves.length > head.size + 1)
        throw flaw(`the checkpoint covers ${head.size} entries, there are ${leaves.length}`);
    if (roots[head.size] !== head.root)
        throw flaw(`its entries are not those that the checkpoint of ${head.size} covers`);
    if (leaves.length > head.size) throw flaw('it has an entry that its checkpoint does not cover');
    return log;
}
async function signedByOne(note, keys) {
    for (const key of keys) if (await noted(note, key)) return true;
    return false;
}
// The next leaf, which must have been sealed for the place where it lies.
function takeUp(log, at, leaf, flaw) {
    const what = `entry ${at}`,
        statement = readStatement(readEnvelope(leaf, what), what),
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
    if (statement.type === RUN_TYPE) {
        const {run} = recordOf(statement, what);
        if (log.runs.has(run)) throw flaw(`${what} is about run ${run}, as is entry ${log.runs.get(run)}`);
        log.runs.set(run, at);
    } else log.others.set(at, statement.type);
    log.places.push(place);
}
// A checkpoint that was kept elsewhere. Whose signature it bears is not asked: the verifier vouches for it.
function readAnchor(data, what) {
    const note = readNote(data, what);
    if (!note.size) throw new Refused(`${what}: covers no entry, so it vouches for nothing`);
    return note;
}
// What an anchor shows of a log; throws where the log does not go on from it.
function heldAgainst(log, anchor, name) {
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
    return `your anchor of ${day} (${counting(anchor.size, 'entry', 'entries')}${later})`;
}
