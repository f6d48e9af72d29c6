// Parts of a run, each provably one of those that were signed: scanner/evidence/parts.py, check by check and word by word.

const [ANSWERS, PROOF] = ['answers.jsonl', 'proof.json'],
    WHOLE = ['catalogue.json', 'profile.json'], // what comes along whole: it names no target
    MAX_PLAIN = 32 << 20,
    MOST_LINES = 1 << 17,
    MAX_PROOF = 1 << 24,
    MAX_PROOFS = 1 << 26;
const CHOSEN = shape({
        leaves: listOf(whole(MAX_FINDINGS - 1), 0, MOST_LINES),
        proof: listOf(text(SHA)),
    }),
    PLACES_OF = shape({answers: CHOSEN, findings: CHOSEN, pseudonyms: maybe(either(true, false))}),
    integer = value => (Number.isSafeInteger(value) ? '' : '.'),
    FINDING = shape({
        ...Object.fromEntries(['fingerprint', 'check', 'control', 'target', 'resource', 'seen'].map(name => [name, text()])),
        ...Object.fromEntries(['reason', 'facet', 'kind', 'name', 'site', 'owner'].map(name => [name, maybe(text())])),
        ...Object.fromEntries(['asks', 'sites', 'stands'].map(name => [name, maybe(listOf(text()))])),
        ...Object.fromEntries(['likelihood', 'impact', 'risk'].map(name => [name, integer])),
        status: either(...WORDS.statuses),
        severity: either(...WORDS.severities),
        standing: maybe(either(true, false)),
        ephi: maybe(either(true, false, null)),
        tags: maybe(tableOf(text())),
        fails_in: maybe(integer),
        answers: maybe(listOf(shape({leaf: integer, sha256: text()}))),
    });

class Parts {
    constructor(bundle, run) {
        Object.assign(this, {bundle, run, folder: `parts/${run.id}`, what: `parts of run ${run.id}`});
        this.names = new Set(bundle.list(`${this.folder}/`).map(key => key.slice(this.folder.length + 1)));
    }

    refused = why => new Refused(`${this.what}: ${why}`);

    // The places and the hashes, read once.
    proof = () => (this.places ??= this.readProof());

    async readProof() {
        const key = `${this.folder}/${PROOF}`;
        if (this.bundle.size(key) > MAX_PROOF) throw this.refused(`${PROOF} holds more than ${MAX_PROOF} bytes`);
        const found = strictly(await this.bundle.read(key), key),
            where = PLACES_OF(found).replace(/\.+$/, '');
        if (PLACES_OF(found)) throw this.refused(`${PROOF} does not hold what it should${where && `, at ${quoted(where)}`}`);
        for (const {leaves} of [found.answers, found.findings])
            if (leaves.some((place, at) => at && place <= leaves[at - 1]))
                throw this.refused(`${PROOF} names a place twice, or out of order`);
        const held = ({leaves, proof}) => ({leaves, hashes: proof});
        return {answers: held(found.answers), findings: held(found.findings), pseudonyms: found.pseudonyms ?? false};
    }

    get version() {
        return `safeguard ${quoted(this.run.record.tool.version)} signed them as a whole`;
    }

    // What was signed of the run with pseudonyms, where these parts have them.
    async hidden() {
        const {hidden} = this.run.record;
        if (!(await this.proof()).pseudonyms) return null;
        if (!hidden) throw this.refused(`have pseudonyms, and none were signed: ${this.version}`);
        return hidden;
    }

    async digests() {
        const hidden = await this.hidden();
        if (hidden) return new Map(hidden.members.map(({name, digest}) => [name, digest.sha256]));
        return new Map([...this.run.statement.digests].filter(([name]) => name !== EVIDENCE));
    }

    // The members that were signed and are not here.
    leftOut = async () => [...(await this.digests()).keys()].filter(name => name !== FINDINGS && !this.names.has(name)).sort();

    // Lines with their places, as they lie there.
    async lines(name, {leaves}) {
        const key = `${this.folder}/${name}.gz`,
            data = await unzipped(await this.bundle.open(key), key),
            places = linesOf(data, key, leaves.length),
            count = places.length - 1;
        if (count > leaves.length) throw this.refused(`${name} has more lines than places, ${threes(leaves.length)}`);
        if (count < leaves.length) throw this.refused(`${name} has fewer lines than places, ${threes(leaves.length)}`);
        return new Map(leaves.map((place, at) => [place, data.subarray(places[at], places[at + 1] - 1)]));
    }

    answers = async () => this.lines(ANSWERS, (await this.proof()).answers);

    // See that each answer is one of those that were signed, in its place; these.
    async checkAnswers() {
        const {answers} = await this.proof(),
            signed = (await this.hidden())?.answers ?? this.run.record.evidence;
        return this.proven(await this.answers(), answers, signed, 'answer');
    }

    // See that each finding, and each member that came along, is as it was signed; the findings.
    async checkFindings() {
        const {findings} = await this.proof(),
            signed = ((await this.hidden()) ?? this.run.record).findings;
        if (!signed) throw this.refused(`the root over its findings was not signed: ${this.version}`);
        const found = await this.proven(await this.lines(FINDINGS, findings), findings, signed, 'finding'),
            digests = await this.digests(),
            lines = [`${ANSWERS}.gz`, `${FINDINGS}.gz`, PROOF],
            lost = WHOLE.find(name => digests.has(name) && !this.names.has(name));
        if (lost) throw this.refused(`${lost} was signed and is not there`);
        for (const name of [...this.names].filter(each => !lines.includes(each)).sort()) {
            if (!digests.has(name)) throw this.refused(`${name} is there and was not signed`);
            if (this.bundle.size(`${this.folder}/${name}`) > MAX_PLAIN)
                throw this.refused(`${name} holds more than ${MAX_PLAIN} bytes`);
            const data = await this.bundle.read(`${this.folder}/${name}`);
            if (toHex(await sha256(data)) !== digests.get(name)) throw this.refused(`${name} was changed`);
        }
        return found;
    }

    async proven(lines, {leaves, hashes}, signed, one) {
        const all = [...lines.values()],
            root = await led(signed.size, leaves, await each(all.length, at => leafOf(all[at])), hashes);
        if (root && toHex(root) === signed.root) return lines;
        throw this.refused(`${counting(leaves.length, one)} with a proof that does not lead to the root that was signed`);
    }
}
// A finding, of its line.
function findingIn(line, what) {
    const found = strictly(line, what);
    if (FINDING(found)) throw new Refused(`${what} is none, at ${quoted(FINDING(found).replace(/\.+$/, ''))}`);
    return found;
}
// The answers on which findings rest that are not here; throws where they are others.
async function lackingIn(parts, findings, answers) {
    const said = [],
        digests = new Map();
    for (const [place, line] of answers) digests.set(place, toHex(await sha256(line)));
    for (const [place, line] of findings) {
        const what = `finding ${place}`;
        for (const {leaf, sha256: digest} of findingIn(line, what).answers ?? []) {
            if (!digests.has(leaf)) said.push(`${what} of run ${parts.run.id} rests on answer ${leaf}, which is not here`);
            else if (digests.get(leaf) !== digest)
                throw parts.refused(`${what} rests on another answer ${leaf} than was signed`);
        }
    }
    return said;
}
