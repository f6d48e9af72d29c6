// Checking a bundle, layer by layer, and saying what each showed, as scanner/evidence/verify.py does and in its words.
// What needs the checks themselves (are these the findings that the evidence gives?) is not done here and is never "ok".

const [OK, OPEN, UNKNOWN, FAILS, SKIPPED] = ['ok', 'open', 'unknown', 'fails', 'skipped'];
// Each layer of the program is a method of `Check` by its name. One that comes later and has none here yet is said not to
// be checked, so the whole is never said to be well: add the method, and rows to the vectors of the tests.
const KEPT_AT_MOST = 1 << 27; // bytes of the answers of all runs
const found = (state, said, verdict = '') => ({state, said, verdict}),
    UNFIT = 'NOT VERIFIED. What was signed is not what lies there: a signature does not fit.',
    SHOWN = 'NOT VERIFIED. What it shows to openssl is not what was signed.',
    KEYLESS = 'NOT VERIFIED. A key that signed it did not come along, so its signature cannot be checked.',
    LOG = 'NOT VERIFIED. Its log is damaged or cut, or is not the log of its runs.',
    OTHER = 'Intact and signed, but its log has an entry that this page cannot read. Update it.',
    MODIFIED = 'Intact and signed, but made by a program whose files were not those that were installed.',
    NOT_JUDGED = 'as they were signed; not computed again: that takes the checks, so safeguard verify',
    NO_RUN = 'there is no run in it',
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

    runs = () => this.once('runs', () => this.bundle.runs());

    async trusted() {
        const publics = [...(await this.publics()).values()];
        return this.trust.keys.length ? publics.filter(key => this.trust.keys.includes(key.id)) : publics;
    }

    async layers() {
        const failed = new Set(),
            shown = [];
        for (const name of WORDS.layers) {
            const blocked = WORDS.needs[name].some(other => failed.has(other));
            const layer = blocked ? found(SKIPPED, 'not checked after a failure') : await this.layer(name);
            if (layer.state === FAILS) failed.add(name);
            shown.push({name, ...layer});
        }
        return shown;
    }

    async layer(name) {
        if (!Object.hasOwn(Check.prototype, name)) return found(UNKNOWN, 'this page does not check it: safeguard verify does');
        try {
            return await this[name]();
        } catch (err) {
            if (err instanceof Refused) return found(FAILS, err.message, err.verdict);
            if (err instanceof Unable) return found(UNKNOWN, err.message, err.verdict);
            throw err;
        }
    }

    async container() {
        const count = await this.once('container', () => this.bundle.check());
        return found(OK, `${threes(count)} members, no surprise among them`);
    }

    async signature() {
        let runs;
        try {
            runs = await this.runs();
        } catch (err) {
            if (err instanceof Refused) err.verdict = LOG;
            throw err;
        }
        for (const run of runs) await this.checkSigned(run);
        const names = [...new Set(runs.map(run => run.envelope.keyid))].sort();
        if (!names.length) return found(UNKNOWN, NO_RUN);
        if (!this.trust.keys.length)
            return found(UNKNOWN, 'matches a key that came with it; you have not said that you trust it');
        if (names.length > 1)
            return found(OK, `${threes(runs.length)} envelopes, ${names.length} keys that you trust`);
        const {alg} = (await this.publics()).get(names[0]);
        return found(OK, `${CALLED[alg]}, key ${shortened(names[0])}, which you trust`);
    }

    async checkSigned(run) {
        const what = `run ${run.id}`,
            {keyid} = run.envelope,
            key = (await this.publics()).get(keyid);
        if (!key) throw new Refused(`${what}: its key ${shortened(keyid)} did not come along`, KEYLESS);
        if (!(await this.once(`signature ${run.id}`, () => signedWith(run.envelope, key))))
            throw new Refused(`${what}: the signature of key ${shortened(keyid)} does not fit`, UNFIT);
        if (this.trust.keys.length && !this.trust.keys.includes(keyid))
            throw new Refused(`${what}: is signed with key ${shortened(keyid)}, which is not a trusted one`);
        try {
            await this.once(`shown ${run.id}`, () => this.bundle.checkShown(run));
        } catch (err) {
            if (err instanceof Refused) err.verdict = SHOWN;
            throw err;
        }
    }

    async evidence() {
        const runs = await this.runs();
        if (!runs.length) return found(UNKNOWN, NO_RUN);
        for (const run of runs) await this.once(`answers ${run.id}`, () => this.checkAnswers(run));
        const total = counting(runs.reduce((sum, run) => sum + run.record.evidence.size, 0), 'answer'),
            across = runs.length > 1 ? ` of ${threes(runs.length)} runs` : ', one Merkle root';
        return found(OK, `${total}${across}, every digest agrees`);
    }

    async checkAnswers(run) {
        const signed = run.record.evidence,
            {segments} = this.bundle.names(run),
            answers = await this.bundle.answers(run, segments, signed.size),
            flaw = why => new Refused(`run ${run.id}: ${why}`);
        if (answers.size > signed.size) throw flaw(`more answers than the ${threes(signed.size)} that were signed`);
        if (answers.size !== signed.size)
            throw flaw(`${counting(answers.size, 'answer')}, ${threes(signed.size)} signed`);
        const root = await answers.root();
        if (root !== signed.root) {
            const seen = `root ${root.slice(0, 8)}…, signed as ${signed.root.slice(0, 8)}…`;
            throw flaw(`its ${threes(answers.size)} answers were changed: ${seen}`);
        }
        if (segments.join() !== signed.segments.join()) throw flaw('its answers lie in other segments than was signed');
        // What is read next need not be unpacked again, nor its tree be computed: as far as that fits.
        this.memory.room = (this.memory.room ?? KEPT_AT_MOST) - answers.length;
        if (this.memory.room >= 0) this.memory.set(`lines ${run.id}`, answers);
    }

    async findings() {
        const runs = await this.runs();
        for (const run of runs) await this.once(`members ${run.id}`, () => this.checkMembers(run));
        return found(UNKNOWN, runs.length ? NOT_JUDGED : 'there is no run to judge again');
    }

    async checkMembers(run) {
        const flaw = why => new Refused(`run ${run.id}: ${why}`),
            signed = new Map([...run.statement.digests].filter(([name]) => name !== EVIDENCE)),
            there = new Set(this.bundle.names(run).members);
        for (const name of [...new Set([...signed.keys(), ...there])].sort()) {
            if (!there.has(name)) throw flaw(`${name} was signed and is not there`);
            if (!signed.has(name)) throw flaw(`${name} is there and was not signed`);
        }
        for (const [name, digest] of signed) {
            const here = toHex(await sha256(await this.bundle.member(run, name)));
            if (here !== digest) throw flaw(`${name} was changed: ${here.slice(0, 8)}…, signed as ${digest.slice(0, 8)}…`);
        }
    }

    // What each program says of itself, below the signature. This page is another program, and compares nothing.
    async program() {
        const tools = new Map((await this.runs()).map(({record: {tool}}) => [canonical(tool), tool]));
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
        const {bundle} = this;
        if (!(await bundle.head()) && !bundle.list('log/').length && !this.trust.anchors.length)
            return found(UNKNOWN, 'there is no entry in it yet');
        const log = await checkLog(bundle, await this.trusted()),
            here = (await this.runs()).length,
            missing = here === log.runs.size ? '' : `, ${threes(here)} of its ${counting(log.runs.size, 'run')} here`,
            said = `${counting(log.head.size, 'entry', 'entries')} without a gap${missing}`,
            kept = this.trust.anchors.map(anchor => heldAgainst(log, anchor, bundle.name)),
            [other] = log.others;
        if (other) return found(UNKNOWN, `${said}; entry ${other[0]} is about something else, ${quoted(other[1])}`, OTHER);
        if (!kept.length) return found(OPEN, `${said}. No anchor given: dropped or rewritten nights would not be seen`);
        return found(OK, `${said}, consistent with ${kept.join(' and ')}`);
    }

    // What nobody signs must follow from what is signed, to the byte.
    async unsigned() {
        const {bundle} = this,
            runs = await this.runs(),
            data = await bundle.head();
        if (!runs.length || !data) throw bundle.refused('it holds no run, or no checkpoint');
        const last = runs.at(-1),
            steps = toHex(await sha256(await bundle.tag(STEPS))),
            ours = steps === WORDS.steps;
        for await (const name of this.otherwise(last, readNote(data, 'the checkpoint')))
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

    async *otherwise(last, head) {
        const {bundle} = this,
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
        if (!(await signedByOne(head, (await this.publics()).values())))
            throw new Refused('the checkpoint of the log: none of the keys that lie there has signed it');
        for (const key of (await this.publics()).values())
            if (used.has(key.id) || (await noted(head, key))) pems.set(`public-keys/${bare(key.id)}.pem`, toPem(key.der));
        for (const key of bundle.list('public-keys/'))
            if (latin(await bundle.read(key)) !== pems.get(key)) yield `“${key}”`;
    }
}

// The exit code of `safeguard verify` and its sentence: 1 not verified, 2 intact but not trusted or not judged again. There
// is no 0: the findings are never computed again here.
function conclude(layers) {
    for (const [state, code, usual] of [
        [FAILS, 1, WORDS.fails],
        [UNKNOWN, 2, WORDS.unknown],
    ]) {
        const layer = layers.find(one => one.state === state);
        if (layer) return [code, layer.verdict || usual[layer.name]];
    }
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
