// That the answers and the other members of a run are those that were signed: scanner/evidence/sealed.py.

// Its answers, once it is clear that they are.
async function checkAnswers(bundle, run) {
    const hidden = bundle.hidden(run),
        signed = hidden?.answers ?? run.record.evidence,
        {segments} = bundle.names(run),
        answers = await bundle.answers(run, segments, signed.size),
        flaw = why => new Refused(`run ${run.id}: ${why}`);
    if (answers.size > signed.size) throw flaw(`more answers than the ${threes(signed.size)} that were signed`);
    if (answers.size !== signed.size)
        throw flaw(`${counting(answers.size, 'answer')}, ${threes(signed.size)} signed`);
    const root = await answers.root();
    if (root !== signed.root) {
        const seen = `root ${root.slice(0, 8)}…, signed as ${signed.root.slice(0, 8)}…`;
        throw flaw(`its ${threes(answers.size)} answers were changed: ${seen}`);
    }
    if (!hidden && segments.join() !== signed.segments.join()) throw flaw('its answers lie in other segments than was signed');
    return answers;
}
// And all that lie beside them, and none besides.
async function checkMembers(bundle, run) {
    const flaw = why => new Refused(`run ${run.id}: ${why}`),
        signed = bundle.digests(run),
        there = new Set(bundle.names(run).members);
    for (const name of [...new Set([...signed.keys(), ...there])].sort()) {
        if (!there.has(name)) throw flaw(`${name} was signed and is not there`);
        if (!signed.has(name)) throw flaw(`${name} is there and was not signed`);
    }
    for (const [name, digest] of signed) {
        const here = toHex(await sha256(await bundle.member(run, name)));
        if (here !== digest) throw flaw(`${name} was changed: ${here.slice(0, 8)}…, signed as ${digest.slice(0, 8)}…`);
    }
    await checkTree(bundle, run, signed, flaw);
}

// Single findings are handed out with a proof that leads to this tree.
async function checkTree(bundle, run, signed, flaw) {
    const tree = bundle.hidden(run)?.findings ?? run.record.findings;
    if (!tree || !signed.has(FINDINGS)) return;
    const data = await bundle.member(run, FINDINGS),
        lines = new Answers([{data, places: linesOf(data, FINDINGS)}]);
    if (lines.size !== tree.size || (await lines.root()) !== tree.root)
        throw flaw(`the tree that was signed is not that of its ${FINDINGS}`);
}
