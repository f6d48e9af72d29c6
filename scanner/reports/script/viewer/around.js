// What nobody signs must follow from what is signed, to the byte: scanner/evidence/layers/unsigned.py and tags.py.

async function around(check) {
    const {bundle} = check,
        runs = await check.signed(),
        data = await bundle.head();
    if (!runs.length || !data) throw bundle.refused('it holds no run, or no checkpoint');
    if (bundle.list('selection.json').length && !bundle.list('parts/').length)
        throw bundle.refused('it says in “selection.json” what was chosen, and holds no parts of runs');
    const last = runs.at(-1),
        steps = toHex(await sha256(await bundle.tag(STEPS))),
        ours = steps === WORDS.steps;
    for await (const name of otherwise(check, last, readNote(data, 'the checkpoint')))
        throw bundle.refused(
            `${name} is not what its evidence says, and nobody signed it${ours ? '' : `, and neither is “${STEPS}”`}`,
        );
    const {version} = last.record.tool,
        follow = `${STEPS} is not what this version writes. Nobody signed it: do not follow it.`;
    if (ours) return found(OK, `${STEPS}, ${INFO}, ${BAGIT} and the keys follow from the evidence`);
    if (version === WORDS.version)
        return found(UNKNOWN, `${STEPS} is not the one that this version writes`, `Intact, but its ${follow}`);
    const may = `${STEPS} is not the one that this version writes; safeguard ${quoted(version)} may have`;
    return found(OPEN, may, `Its ${follow}`);
}

async function* otherwise(check, last, head) {
    const {bundle} = check,
        {sealed, origin} = last.record.place,
        sizes = bundle.payload,
        tag = async name => latin(await bundle.tag(name)),
        info =
            'Bag-Software-Agent: safeguard\n' +
            `Bag-Size: ${String(bundle.length).padStart(12, '0')} bytes\n` +
            `Bagging-Date: ${sealed.slice(0, 10)}\n` +
            `External-Identifier: ${origin}\n` +
            `Payload-Oxum: ${sizes.reduce((sum, size) => sum + size, 0)}.${sizes.length}\n`;
    if (bundle.base !== `safeguard-${last.id}`) yield `the name of its folder, “${bundle.base}”,`;
    if ((await tag(BAGIT)) !== 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n') yield `“${BAGIT}”`;
    if ((await tag(INFO)) !== latin(encoded(info))) yield `“${INFO}”`;
    const used = new Set((await bundle.leaves()).map((leaf, at) => readEnvelope(leaf, `entry ${at}`).keyid)),
        pems = new Map();
    if (!(await signedByOne(head, (await check.publics()).values())))
        throw new Refused('the checkpoint of the log: none of the keys that lie there has signed it');
    for (const key of (await check.publics()).values())
        if (used.has(key.id) || (await noted(head, key))) pems.set(`public-keys/${bare(key.id)}.pem`, toPem(key));
    for (const key of bundle.list('public-keys/'))
        if (latin(await bundle.read(key)) !== pems.get(key)) yield `“${key}”`;
}
