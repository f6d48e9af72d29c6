// Checking a bundle, layer by layer, and saying what each showed, as scanner/evidence/verify.py does and in its words.
// What needs the checks themselves (are these the findings that the evidence gives?) is not done here and is never "ok".

const [OK, OPEN, UNKNOWN, FAILS, SKIPPED] = ['ok', 'open', 'unknown', 'fails', 'skipped'];
// Each layer of the program is a method of `Check` by its name. One that comes later and has none here yet is said not to
// be checked, so the whole is never said to be well: add the method, and rows to the vectors of the tests.
const KEPT_AT_MOST = 1 << 27; // bytes of the answers of all runs
const answersOf = runs => runs.reduce((sum, run) => sum + run.record.evidence.size, 0),
    ofSeveral = parts => (parts.length > 1 ? ` of ${threes(parts.length)} runs` : '');
const found = (state, said, verdict = '', code = 0) => ({state, said, verdict, code}),
    UNFIT = 'NOT VERIFIED. What was signed is not what lies there: a signature does not fit.',
    SHOWN = 'NOT VERIFIED. What it shows to openssl is not what was signed.',
    KEYLESS = 'NOT VERIFIED. A key that signed it did not come along, so its signature cannot be checked.',
    LOG = 'NOT VERIFIED. Its log is damaged or cut, or is not the log of its runs.',
    OTHER = 'Intact and signed, but its log has an entry that this page cannot read. Update it.',
    MODIFIED = 'Intact and signed, but made by a program whose files were not those that were installed.',
    NOT_JUDGED = 'as they were signed; not computed again: that takes the checks, so safeguard verify',
    NO_RUN = 'there is no run in it',
    NO_ANCHOR = 'No anchor given: dropped or rewritten nights would not be seen',
    DISOWNED =
        'Intact and signed with a key that you trust, but a keyring came along that says otherwise. Ask the house for its ' +
        'number: --key NUMBER.',
    STRANGE =
        'Intact and signed, but a number that you gave is of nothing here. Where it is that of a later version of the ' +
        'keyring, somebody took that away; where it is of another log, leave it out.',
    STAMP = /^timestamps\/[0-9]{6,9}-[a-z0-9][a-z0-9.-]{0,63}\.tsr$/,
    notHere = what => `this page does not check ${what}: safeguard verify does`,
    HOW = {
        verified: 'its files as they were installed',
        editable: 'from a working copy, which is compared with nothing',
        modified: 'its files NOT those that were installed',
    };

class Check {
    // `trust`: {keys: [names of keys], anchors: [notes]}, each from somewhere else than the bundle.
    constructor(bundle, trust, memory = new Map()) {
        Object.assign(this, {bundle, trust, memory});
    }

    // What does not hang on whom the verifier trusts is found out once for a bundle.
    once(what, find) {
        if (!this.memory.has(what)) this.memory.set(what, find());
        return this.memory.get(what);
    }

    publics = () => this.once('keys', () => this.bundle.publics());

    signed = () => this.once('signed', () => this.bundle.signed());

    runs = () => this.once('runs', () => this.bundle.runs());

    parts = () => this.once('parts', () => this.bundle.parts());

    logged = () => this.once('logged', () => this.bundle.logged());

    // The keyring by which it is checked; null where none was pinned, or none is there.
    async ring() {
        const brought = await this.bundle.keyring(),
            told = number => this.trust.keys.includes(number);
        return brought?.numbers.some(told) ? brought : null;
    }

    trusted = () => (this.by ??= this.counting());

    async counting() {
        const [publics, ring] = [await this.publics(), await this.ring()],
            all = !this.trust.keys.length;
        return new Trusted(new Map([...publics].filter(([id]) => all || this.trust.keys.includes(id))), ring);
    }

    // What the log calls itself, in its checkpoint or else in its first entry.
    async origin() {
        const [head, [first]] = [await this.bundle.head(), await this.bundle.leaves()];
        if (head) return readNote(head, 'the checkpoint').origin;
        return first ? placeOf(readStatement(readEnvelope(first, 'entry 0'), 'entry 0'), 'entry 0').origin : '';
    }

    async isEmpty() {
        return !(await this.bundle.head()) && !this.bundle.list('log/').length;
    }

    // The log, once it is clear that it agrees with itself.
    async whole() {
        this.checked ??= await checkLog(this.bundle, await this.trusted());
        return this.checked;
    }

    async layers() {
        const failed = new Set(),
            shown = [];
        for (const name of WORDS.layers) {
            const blocked = WORDS.needs[name].some(other => failed.has(other));
            const layer = blocked ? found(SKIPPED, 'not checked after a failure') : await this.layer(name);
            if ([FAILS, SKIPPED].includes(layer.state)) failed.add(name);
            shown.push({name, ...layer});
        }
        return shown;
    }

    async layer(name) {
        if (!Object.hasOwn(Check.prototype, name)) return found(UNKNOWN, notHere('it'));
        try {
            return await this[name]();
        } catch (err) {
            if (err instanceof Refused) return found(FAILS, err.message, err.verdict);
            if (err instanceof Unable) return found(UNKNOWN, err.message, err.verdict, 2);
            throw err;
        }
    }

    async container() {
        const count = await this.once('container', () => this.bundle.check());
        return found(OK, `${threes(count)} members, no surprise among them`);
    }

    // Whether the keyring is whole, is the one that was pinned, and is as far on as the log says.
    async keyring() {
        const brought = await this.bundle.keyring();
        let taken, origin;
        try {
            [taken, origin] = [adoptionsOf(await this.bundle.leaves()), await this.origin()];
        } catch (err) {
            if (err instanceof Refused) return found(UNKNOWN, `cannot be told: ${err.message}`);
            throw err;
        }
        if (!brought && taken.length) throw missing(taken[0].version, taken[0].place);
        if (!brought) return found(OPEN, 'there is none: a key counts for every entry, whatever has become of it since');
        const upTo = brought.takenUp(taken);
        brought.checkOrigin(origin);
        return (await this.ring()) ? this.pinned(brought, upTo) : this.notPinned(brought);
    }

    async pinned(ring, upTo) {
        const {keys, roots, threshold} = ring.document,
            later = ring.versions.length - upTo,
            here = new Set([...ring.numbers, ...ring.last.keys.keys(), ...(await this.publics()).keys()]),
            strange = few(this.trust.keys.filter(key => !here.has(key)).sort().map(shortened)),
            said =
                `version ${ring.last.document.version} of the keyring ${shortened(ring.genesis)}, which you pinned: ` +
                `${counting(keys.length, 'key')}, ${threshold} of ${counting(roots.length, 'root')} sign it` +
                (later ? `; the log has not taken up ${counting(later, 'version')} of it yet` : '');
        return strange ? found(UNKNOWN, `${said}\n${strange}: neither a version of it, nor a key`, STRANGE) : found(OK, said);
    }

    async notPinned({genesis}) {
        const said = `keyring ${shortened(genesis)} came with it, and you have not said that you trust it`,
            publics = await this.publics();
        if (!this.trust.keys.length) return found(UNKNOWN, said, '', 5);
        if (!this.trust.keys.some(key => publics.has(key)))
            throw new Refused(
                `the keyring: begins with ${shortened(genesis)}: what you gave is no number of it, nor of a key that came along`,
            );
        return found(OPEN, `${said}; the keys that you named count for every entry`);
    }

    async signature() {
        let runs;
        try {
            runs = await this.signed();
        } catch (err) {
            if (err instanceof Refused) err.verdict = LOG;
            throw err;
        }
        for (const run of runs) await this.checkSigned(run);
        const names = [...new Set(runs.map(run => run.envelope.keyid))].sort();
        if (!names.length) return found(UNKNOWN, NO_RUN);
        if (!this.trust.keys.length)
            return found(UNKNOWN, 'matches a key that came with it; you have not said that you trust it');
        const [ring, doubt] = [await this.ring(), await this.disowned(runs)];
        if (doubt) return found(UNKNOWN, doubt, DISOWNED, 2);
        if (names.length > 1)
            return found(OK, `${threes(runs.length)} envelopes, ${names.length} keys ${ring ? 'of the keyring' : 'that you trust'}`);
        const {alg} = (await this.publics()).get(names[0]),
            owner = ring?.keys.get(names[0])?.name;
        return found(OK, `${CALLED[alg]}, key ${shortened(names[0])}, ${owner ? `of ${owner} by the keyring` : 'which you trust'}`);
    }

    // What a keyring that came along and was not pinned says against a key that the verifier named; empty: nothing.
    async disowned(runs) {
        const ring = (await this.ring()) ? null : await this.bundle.keyring();
        for (const {id, envelope: {keyid}, record: {place}} of ring ? runs : []) {
            const known = ring.keys.get(keyid),
                why = known && doubtOf(known, place.sequence),
                by = 'by the keyring that came with it, which you did not pin';
            if (why) return `run ${id}: ${by}, key ${shortened(keyid)} of ${known.name} ${why}`;
        }
        return '';
    }

    async checkSigned(run) {
        const what = `run ${run.id}`,
            {keyid} = run.envelope,
            key = (await this.publics()).get(keyid);
        if (!key) throw new Refused(`${what}: its key ${shortened(keyid)} did not come along`, KEYLESS);
        if (!(await this.once(`signature ${run.id}`, () => signedWith(run.envelope, key))))
            throw new Refused(`${what}: the signature of key ${shortened(keyid)} does not fit`, UNFIT);
        const why = (await this.trusted()).doubt(keyid, run.record.place.sequence, run.statement.type);
        if (why) throw new Refused(`${what}: is signed with ${why}`);
        try {
            await this.once(`shown ${run.id}`, () => this.bundle.checkShown(run));
        } catch (err) {
            if (err instanceof Refused) err.verdict = SHOWN;
            throw err;
        }
    }

    async evidence() {
        const runs = await this.runs(),
            parts = await this.parts();
        if (!runs.length && !parts.length) return found(UNKNOWN, NO_RUN);
        for (const run of runs) await this.once(`answers ${run.id}`, () => this.answers(run));
        for (const one of parts) await this.once(`answers ${one.run.id}`, () => one.checkAnswers().then(() => true));
        return found(OK, [runs.length && this.allOf(runs), parts.length && (await this.someOf(parts))].filter(Boolean).join('; '));
    }

    allOf(runs) {
        const total = counting(answersOf(runs), 'answer'),
            across = runs.length > 1 ? ` of ${threes(runs.length)} runs` : ', one Merkle root',
            veiled = runs.filter(run => this.bundle.hidden(run)).length,
            some = veiled < runs.length ? ` in ${threes(veiled)} of them` : '';
        return `${total}${across}, every digest agrees${veiled ? `, names withheld${some}` : ''}`;
    }

    async someOf(parts) {
        const proofs = await Promise.all(parts.map(one => one.proof())),
            here = proofs.reduce((sum, {answers}) => sum + answers.leaves.length, 0),
            every = counting(answersOf(parts.map(({run}) => run)), 'answer'),
            veiled = proofs.some(({pseudonyms}) => pseudonyms) ? ', names withheld' : '';
        return `${threes(here)} of ${every}${ofSeveral(parts)} here, each with its proof${veiled}`;
    }

    // What is read next need not be unpacked again, nor its tree be computed: as far as that fits.
    async answers(run) {
        const answers = await checkAnswers(this.bundle, run);
        this.memory.room = (this.memory.room ?? KEPT_AT_MOST) - answers.length;
        if (this.memory.room >= 0) this.memory.set(`lines ${run.id}`, answers);
    }

    async findings() {
        const runs = await this.runs(),
            parts = await this.parts();
        for (const run of runs) await this.once(`members ${run.id}`, () => checkMembers(this.bundle, run));
        if (!parts.length) return found(UNKNOWN, runs.length ? NOT_JUDGED : 'there is no run to judge again');
        const {said, verdict} = await this.once('chosen', () => this.chosen(parts));
        return found(UNKNOWN, [...(runs.length ? [NOT_JUDGED] : []), said].join('\n'), verdict);
    }

    // Whether each finding in parts was signed, rests on answers that are here, and was chosen as it is said.
    async chosen(parts) {
        const lacking = [],
            here = new Map();
        for (const one of parts) {
            const findings = await one.checkFindings();
            lacking.push(...(await lackingIn(one, findings, await one.answers())));
            here.set(one.run.id, new Set(findings.keys()));
        }
        const selections = readSelections(await this.bundle.read(SELECTION)),
            entire = new Set((await this.runs()).map(({id}) => id));
        await checkDrawn(selections, here, entire, await this.logged());
        const count = [...here.values()].reduce((sum, leaves) => sum + leaves.size, 0),
            signed = parts.flatMap(({run}) => Object.values(run.record.totals)).reduce((sum, some) => sum + some, 0),
            left = unique((await Promise.all(parts.map(one => one.leftOut()))).flat()).sort(),
            said = [
                `${threes(count)} of ${counting(signed, 'finding')}${ofSeveral(parts)} here, each with its proof`,
                NOT_JUDGED,
                left.length && `left out, as it tells of other targets: ${left.join(', ')}`,
                ...selections.map(toldBy),
                few(lacking),
            ],
            drawn = selections.filter(one => one.sample).map(one => `${drawnBy(one)}: compare number, seed and time with what you named.`);
        return {said: said.filter(Boolean).join('\n'), verdict: [lacking.length ? LACKS : WORDS.unknown.findings, ...drawn, PARTIAL].join('\n')};
    }

    // What each program says of itself, below the signature. This page is another program, and compares nothing.
    async program() {
        const tools = new Map((await this.signed()).map(({record: {tool}}) => [canonical(tool), tool]));
        if (!tools.size) return found(UNKNOWN, NO_RUN);
        const made = [...tools.values()],
            spoilt = made.some(tool => tool.installed === 'modified'),
            said = made.map(
                ({name, version, digest, installed}) =>
                    `made by ${quoted(name)} ${quoted(version)}, build ${digest.slice(0, 12)}, ${HOW[installed]}`,
            );
        return found(spoilt ? UNKNOWN : OPEN, said.join('\n'), spoilt ? MODIFIED : '');
    }

    async log() {
        if ((await this.isEmpty()) && !this.trust.anchors.length) return found(UNKNOWN, 'there is no entry in it yet');
        const log = await this.whole(),
            here = (await this.runs()).length,
            cut = (await this.parts()).length,
            some = cut ? `, parts of ${threes(cut)}` : '',
            missing = here === log.runs.size ? '' : `, ${threes(here)} of its ${counting(log.runs.size, 'run')} here${some}`,
            said = `${counting(log.head.size, 'entry', 'entries')} without a gap${missing}`,
            [other] = log.others;
        if (other) return found(UNKNOWN, `${said}; entry ${other[0]} is about something else, ${quoted(other[1])}`, OTHER);
        return found(OK, said);
    }

    // That it goes on from what was kept elsewhere. Of timestamps, only that they are there.
    async anchor() {
        if (await this.isEmpty()) return found(OPEN, 'there is no entry in it yet');
        const kept = heldAgainst(await this.whole(), this.trust.anchors, this.bundle.name),
            stamps = this.bundle.list('timestamps/'),
            stray = stamps.find(key => !STAMP.test(key)),
            doubts = stamps.length ? [`${counting(stamps.length, 'timestamp')} in it: ${notHere('them')}`] : [];
        if (stray !== undefined) throw new Refused(`${stray}: has no place among timestamps`);
        if (!kept) return found(OPEN, [NO_ANCHOR, ...doubts].join('\n'));
        return found(OK, [`consistent with ${kept}`, ...doubts].join('\n'));
    }

    async retention() {
        const every = (await this.isEmpty()) ? 0 : (await this.whole()).runs.size,
            here = (await this.runs()).length,
            said = `${threes(here)} of ${counting(every, 'run')} of its log here`;
        if (!every) return found(OPEN, NO_RUN);
        return here === every ? found(OK, said) : found(OPEN, `${said}, as it was made; the store has to have all`);
    }

    // What nobody signs must follow from what is signed, to the byte.
    async unsigned() {
        const text = await around(this),
            there = [REPORT, SCHEMAS].filter(name => this.bundle.has(name)),
            said = `${text.said}\n${there.join(' and ')}: not compared`;
        if (!there.length || text.state === UNKNOWN) return text;
        if (!(await this.runs()).length) throw this.bundle.refused(`it has “${there[0]}”, and no run that is whole`);
        return found(OPEN, said, 'What lies there to be read was not compared.');
    }
}

// The exit code of `safeguard verify` and its sentence: 1 not verified, 5 intact but with no key that is trusted, 2 intact
// but not judged again. There is no 0: the findings are never computed again here.
function conclude(layers) {
    const first = state => layers.find(one => one.state === state),
        [fails, unknown] = [first(FAILS), first(UNKNOWN)];
    if (fails) return [1, fails.verdict || WORDS.fails[fails.name]];
    if (unknown) return [unknown.code || WORDS.codes[unknown.name], unknown.verdict || WORDS.unknown[unknown.name]];
    return [1, 'NOT VERIFIED. Not every layer was checked.'];
}
// All of it for a file: the layers, the exit code, and the sentence.
async function examine(blob, name, trust = {keys: [], anchors: []}, memory = new Map()) {
    let layers, bundle = null;
    try {
        bundle = await memory.get('bundle') ?? (await Bundle.open(blob, name));
        memory.set('bundle', bundle);
        layers = await new Check(bundle, trust, memory).layers();
    } catch (err) {
        if (!(err instanceof Refused)) throw err;
        layers = WORDS.layers.map((layer, at) =>
            at ? {name: layer, ...found(SKIPPED, 'not checked after a failure')} : {name: layer, ...found(FAILS, err.message)},
        );
    }
    const [code, sentence] = conclude(layers);
    return {bundle, layers, code, sentence};
}
