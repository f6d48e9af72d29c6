// A run of a verified bundle, read for the page: its members strictly, and only if they fit together.

const MEMBERS = ['coverage.json', 'profile.json', 'catalogue.json', 'scope.json'],
    TEXTS = ['fingerprint', 'check', 'control', 'status', 'target', 'resource', 'seen', 'severity'];

const fits = f =>
    TEXTS.every(name => typeof f[name] === 'string') &&
    ['reason', 'facet', 'kind', 'name', 'site', 'owner'].every(name => f[name] === undefined || typeof f[name] === 'string') &&
    STATUSES.includes(f.status) &&
    SEVERITY.includes(f.severity) &&
    Number.isSafeInteger(f.risk) &&
    Array.isArray(f.answers) &&
    f.answers.every(rest => Number.isSafeInteger(rest.leaf) && SHA.test(rest.sha256));

async function findingsOf(bundle, run) {
    const what = `run ${run.id}: findings.jsonl`,
        text = decoded(await bundle.member(run, 'findings.jsonl')) ?? '';
    return text.split('\n').filter(Boolean).map((line, at) => {
        try {
            const f = JSON.parse(line); // the bytes are those that were signed, so a key that came twice was signed so
            if (fits(f)) return f;
        } catch {
            // said below
        }
        throw new Refused(`${what}, line ${at + 1} does not hold what it should`);
    });
}
// The night, and what the report's own script holds of it.
async function readNight(bundle, run, key, answers, told = []) {
    const members = {findings: await findingsOf(bundle, run)},
        flaw = why => new Refused(`run ${run.id}: ${why}`);
    for (const name of MEMBERS) {
        if (!bundle.digests(run).has(name)) throw flaw(`it has no ${name}`);
        members[name.replace('.json', '')] = strictly(await bundle.member(run, name), name);
    }
    checkFit(members, run.record, flaw);
    const note = readNote(await bundle.head(), 'the checkpoint'),
        night = new Night(run, members, key, note.text),
        levels = await answers.levels();
    night.reviews = await reviewsOf(bundle, run, told);
    return {
        night,
        held: {
            rows: [...members.findings],
            ...members,
            statement: strictly(run.envelope.payload, 'the statement'),
            page: {
                run: run.id,
                states: Object.fromEntries(Object.entries(SAID.states).map(([state, {word}]) => [state, word])),
                standing: SAID.standing,
                action: SAID.action,
                unseen: members.coverage.unseen.map(becauseOf),
                segments: bundle.names(run).segments,
            },
            kept(leaf) {
                const line = answers.line(leaf);
                return line && {line: decoded(line), path: pathOf(levels, leaf).map(toHex)};
            },
        },
    };
}
// Who has looked at it since, by the countersignatures in its log; those too that do not count, with the reason.
async function reviewsOf(bundle, run, told) {
    const [ring, leaves] = [await bundle.keyring(), await bundle.leaves()],
        // Without a keyring a log takes entries of one key.
        own = ring ? [] : [...(await bundle.publics())].filter(([id]) => id === run.envelope.keyid),
        by = new Trusted(new Map(own), ring),
        pinned = !ring || ring.numbers.some(number => told.includes(number)),
        mine = toHex(await sha256(run.envelope.data)),
        found = [];
    for (let at = run.record.place.sequence + 1; at < leaves.length; at++) {
        const envelope = readEnvelope(leaves[at], `entry ${at}`),
            statement = readStatement(envelope, `entry ${at}`);
        if (statement.type !== COUNTERSIGNATURE_TYPE || statement.predicate.envelope !== mine) continue;
        const said = countersignatureOf(statement, envelope.keyid, `entry ${at}`),
            {keyid} = envelope,
            why = by.doubt(keyid, at, COUNTERSIGNATURE_TYPE),
            fits = !why && (await signedWith(envelope, by.publics.get(keyid))),
            doubt = why ? `it is signed with ${why}` : fits ? '' : 'its signature does not fit';
        found.push({...said, who: by.known(keyid)?.name ?? `key ${shortened(keyid)}`, doubt, pinned});
    }
    return found;
}
// Everything that a finding refers to was sealed with it, and the numbers that people read first are those of the findings.
function checkFit({findings, coverage, catalogue, profile}, record, flaw) {
    const totals = Object.fromEntries(STATUSES.map(status => [status, 0])),
        cites = new Set(profile.requirements.map(row => row.cite)),
        cited = Object.values(profile.controls).flatMap(control => control.supports.map(s => s.cite));
    for (const f of findings) {
        totals[f.status]++;
        if (!Object.hasOwn(catalogue.checks, f.check) || !Object.hasOwn(profile.controls, f.control))
            throw flaw(`its findings name ${quoted(f.check)} (${quoted(f.control)}), and it seals no such thing`);
        if (f.answers.some(({leaf}) => leaf < 0 || leaf >= record.evidence.size))
            throw flaw('a finding rests on an answer that is not there');
    }
    const lost = cited.find(cite => !cites.has(cite));
    if (lost !== undefined) throw flaw(`its profile has no row ${quoted(lost)}`);
    for (const [what, counts] of [['coverage', coverage.totals], ['record', record.totals]])
        if (canonical(counts) !== canonical(totals))
            throw flaw(`its ${what} counts other findings than are sealed with it`);
}
