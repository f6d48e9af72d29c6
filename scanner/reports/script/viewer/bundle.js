// A bundle that is open for reading: scanner/evidence/bundle.py, sealed.py and tags.py. Nothing in it is believed here.

const MAX_READ = 64 << 20,
    RUN = '[a-z0-9][a-z0-9-]{0,63}',
    PLACES = new RegExp(
        `^data/(checkpoint|(checkpoints|log)/[0-9]{6,9}|public-keys/[0-9a-f]{64}\\.pem|runs/${RUN}/[^/]+` +
            `|signed/${RUN}/statement\\.(json|pae|sig)|parts/${RUN}/[^/]+|selection\\.json|shared/[0-9a-f]{64}` +
            '|keyrings/[0-9]{6}|timestamps/[a-z0-9.-]{1,96})$',
    ),
    ONCE = /\{"digest":\{"sha256":"([0-9a-f]{64})"\},"name":"([a-z][a-z0-9-]{0,63}\.json)"\}/g,
    MAX_STATEMENTS = 1 << 26,
    MAX_UNPACKED = 2 ** 32,
    MAX_GROWTH = 64,
    [BAGIT, INFO, STEPS, MANIFEST, TAGS, REPORT, SCHEMAS] = [
        'bagit.txt',
        'bag-info.txt',
        'VERIFY.md',
        'manifest-sha256.txt',
        'tagmanifest-sha256.txt',
        'report.html',
        'schemas.json',
    ];

class Bundle {
    // `payload` are the sizes of its members; `shared` says where a key lies that several runs have in common.
    constructor(archive) {
        this.archive = archive;
        this.name = archive.name;
        const names = [...archive.members.keys()],
            cut = (names[0] ?? '').indexOf('/');
        this.base = (names[0] ?? '').slice(0, Math.max(cut, 0));
        if (cut < 0 || names.some(name => !name.startsWith(`${this.base}/`)))
            throw archive.refused('its members do not all lie in one folder');
        const head = `${this.base}/data/`;
        this.keys = names.filter(name => name.startsWith(head)).map(name => name.slice(head.length)).sort();
        this.payload = this.keys.map(key => archive.members.get(head + key).size);
        this.shared = new Map();
    }

    static async open(blob, name) {
        const bundle = new Bundle(await Archive.open(blob, name));
        bundle.shared = await bundle.common();
        bundle.keys = [...new Set([...bundle.keys, ...bundle.shared.keys()])].sort();
        return bundle;
    }

    refused = why => this.archive.refused(why);

    list = prefix => this.keys.filter(key => key.startsWith(prefix));

    has = name => this.archive.members.has(`${this.base}/${name}`);

    async tag(name) {
        if (!this.has(name)) throw new Refused(`${this.name} holds no ${name}`);
        return this.archive.read(`${this.base}/${name}`);
    }

    // How many bytes a member of the payload has; none where there is none.
    size = key => this.archive.members.get(`${this.base}/data/${this.shared.get(key) ?? key}`)?.size ?? 0;

    open = key => this.tag(`data/${this.shared.get(key) ?? key}`);

    // What lies in it once for several runs: the key it would have, and where it lies.
    async common() {
        const found = new Map(),
            there = new Set(this.list('shared/')),
            known = new Set(this.keys),
            members = there.size ? [...this.list('runs/'), ...this.list('parts/')] : [],
            folders = new Set(members.map(key => key.slice(0, key.lastIndexOf('/'))));
        let left = MAX_STATEMENTS;
        for (const folder of [...folders].sort()) {
            const key = `signed/${folder.slice(folder.indexOf('/') + 1)}/statement.json`,
                data = known.has(key) && left > 0 ? await this.read(key) : EMPTY;
            left -= data.length;
            for (const [, digest, name] of latin(data).matchAll(ONCE)) {
                const [mine, lying] = [`${folder}/${name}`, `shared/${digest}`];
                if (there.has(lying) && !known.has(mine)) found.set(mine, lying);
            }
        }
        return found;
    }

    async read(key) {
        if (this.size(key) > MAX_READ) throw this.refused(`its ${key} has more than ${MAX_READ} bytes`);
        return this.open(key);
    }

    async manifest(name) {
        const found = new Map();
        for (const line of latin(await this.tag(name)).replace(/\n$/, '').split('\n')) {
            const match = /^([0-9a-f]{64}) {2}([A-Za-z0-9._/-]{1,1024})$/.exec(line);
            if (!match || found.has(match[2]) || (name === MANIFEST) !== match[2].startsWith('data/'))
                throw this.refused(`${name} has a line that is wrong or comes twice`);
            found.set(match[2], match[1]);
        }
        return found;
    }

    // Hold every member against the manifests; how many there are.
    async check() {
        const [payload, around] = [await this.manifest(MANIFEST), await this.manifest(TAGS)],
            listed = new Set([...payload.keys(), ...around.keys(), TAGS]),
            there = new Set([...this.archive.members.keys()].map(name => name.slice(this.base.length + 1))),
            first = names => [...names].sort()[0],
            alien = first([...there].filter(name => !listed.has(name))),
            gone = first([...listed].filter(name => !there.has(name))),
            places = new Set([BAGIT, INFO, STEPS, REPORT, SCHEMAS, MANIFEST]),
            used = new Set(this.shared.values()),
            lonely = this.list('shared/').find(key => !used.has(key)),
            strange = first([
                ...[...payload.keys()].filter(name => !PLACES.test(name)),
                ...[...around.keys()].filter(name => !places.has(name)),
            ]);
        if (alien !== undefined) throw this.refused(`“${alien}” is in it and in none of its manifests`);
        if (gone !== undefined) throw this.refused(`“${gone}” is in a manifest and not in it`);
        if (strange !== undefined) throw this.refused(`“${strange}” has no place in a bundle`);
        if (lonely !== undefined) throw this.refused(`“data/${lonely}” is in it and no run has it`);
        const holds = new Map();
        for (const [name, digest] of [...payload, ...around]) {
            const data = await this.tag(name);
            if (toHex(await sha256(data)) !== digest)
                throw this.refused(`“${name}” is not what the manifest says of it`);
            holds.set(name, name.endsWith('.gz') ? gzipSize(data) : data.length);
        }
        this.checkGrowth(this.keys.reduce((sum, key) => sum + holds.get(`data/${this.shared.get(key) ?? key}`), 0));
        return there.size;
    }

    checkGrowth(unpacked) {
        const limit = Math.max(MAX_UNPACKED, MAX_GROWTH * this.archive.blob.size);
        if (unpacked > limit)
            throw new Refused(
                `${this.name} is refused: all that its runs hold is ${threes(unpacked)} bytes, more than ${threes(limit)}\n` +
                    'Nothing of them was read. Ask for fewer runs at a time.',
            );
    }

    // The envelopes of the log in their order.
    async leaves() {
        const found = [];
        for (const key of this.list('log/')) {
            const at = found.length;
            if (key !== `log/${String(at).padStart(6, '0')}`)
                throw new Refused(`the log in ${this.name}: entry ${at} is missing, ${key} comes in its place`);
            found.push(await this.read(key));
        }
        return found;
    }

    head = async () => (this.has('data/checkpoint') ? this.read('checkpoint') : null);

    // The keys that lie in it, by their real names, whatever their files are called.
    async publics() {
        const found = new Map();
        for (const key of this.list('public-keys/')) {
            const read = await readKey(await this.read(key), key);
            found.set(read.id, read);
        }
        return found;
    }

    // The keyring that lies in it: that it lies there is no reason to trust it.
    keyring = () => (this.ring ??= keyringIn(this));

    // The runs of which there is anything in these places.
    folders = (...places) => new Set(places.flatMap(place => this.list(place)).map(key => key.split('/')[1]));

    // All runs in its log.
    async logged() {
        const every = (await this.leaves()).map((data, at) => readRun(data, `entry ${at}`));
        return every.filter(Boolean);
    }

    // The runs of which anything is there: whole, or parts of them.
    async signed() {
        const there = this.folders('runs/', 'signed/', 'parts/'),
            cut = this.folders('parts/'),
            [twice] = [...this.folders('runs/')].filter(id => cut.has(id)).sort(),
            found = new Map((await this.logged()).filter(({id}) => there.has(id)).map(run => [run.id, run])),
            [strange] = [...there].filter(id => !found.has(id)).sort();
        if (strange !== undefined) throw this.refused(`the run ${strange} is in it and not in its log`);
        if (twice !== undefined) throw this.refused(`the run ${twice} is in it whole, and parts of it as well`);
        return [...found.values()];
    }

    // Those of which it holds parts.
    async parts() {
        const cut = this.folders('parts/'),
            sizes = [...cut].map(id => this.size(`parts/${id}/${PROOF}`));
        if (sizes.reduce((sum, size) => sum + size, 0) > MAX_PROOFS)
            throw this.refused(`its proofs take more than ${threes(MAX_PROOFS)} bytes`);
        return (await this.signed()).filter(({id}) => cut.has(id)).map(run => new Parts(this, run));
    }

    // Those of them that should be there whole.
    async runs() {
        const cut = this.folders('parts/');
        return (await this.signed()).filter(({id}) => !cut.has(id));
    }

    // See that what openssl is shown of a run is what was signed.
    async checkShown({id, envelope}) {
        const shown = {
            'statement.json': envelope.payload,
            'statement.pae': pae(envelope.payload),
            'statement.sig': envelope.signature,
        };
        for (const [name, data] of Object.entries(shown)) {
            const key = `signed/${id}/${name}`;
            if (!equal(await this.read(key), data)) throw this.refused(`“${key}” is not what the log holds of this run`);
        }
    }

    // The segments of evidence of a run, in order, and its other members by their uncompressed names.
    names({id}) {
        const folder = `runs/${id}`,
            files = this.list(`${folder}/`).map(key => key.slice(folder.length + 1)),
            segments = files.filter(file => SEGMENT.test(file)).map(file => Number(file.match(/\d+/)[0]));
        segments.sort((one, two) => one - two);
        if (segments.some((number, at) => number !== at + 1))
            throw new Refused(`${folder}: a segment of its evidence is missing`);
        const others = files.filter(file => !SEGMENT.test(file)),
            plain = others.find(file => file.endsWith('.jsonl'));
        if (plain) throw new Refused(`${folder}: ${plain} is there, and not in gzip`);
        return {
            segments: segments.map(number => `evidence-${number}.jsonl.gz`),
            members: others.map(file => (file.endsWith('.jsonl.gz') ? file.slice(0, -3) : file)).sort(),
        };
    }

    // What was signed of a run with pseudonyms, where it lies here so: without the list of its names.
    hidden(run) {
        const {members} = run.record.hidden ? this.names(run) : {members: []};
        return members.length && !members.includes(NAMES) ? run.record.hidden : null;
    }

    // The SHA-256 that was signed of each member beside the answers, as it should lie here.
    digests(run) {
        const hidden = this.hidden(run);
        if (hidden) return new Map(hidden.members.map(({name, digest}) => [name, digest.sha256]));
        return new Map([...run.statement.digests].filter(([name]) => name !== EVIDENCE));
    }

    // A member of a run, uncompressed.
    async member({id}, name) {
        const key = `runs/${id}/${name}`;
        return name.endsWith('.jsonl') ? unzipped(await this.open(`${key}.gz`), `${key}.gz`) : this.open(key);
    }

    // The answers of a run: the bytes of each segment, and where its lines lie.
    async answers(run, segments, most = Infinity) {
        const found = [];
        let left = most;
        for (const segment of segments) {
            const key = `runs/${run.id}/${segment}`,
                data = await unzipped(await this.open(key), key),
                places = linesOf(data, key, left);
            left -= places.length - 1;
            found.push({data, places});
            if (left < 0) break;
        }
        return new Answers(found);
    }

    // How many bytes the whole file has.
    get length() {
        let size = END;
        for (const {name, packed} of this.archive.members.values()) size += LOCAL + CENTRAL + 2 * name.length + packed;
        return size;
    }
}

// The answers of one run, in the order in which they are sealed.
class Answers {
    constructor(segments) {
        this.segments = segments;
        this.size = segments.reduce((sum, {places}) => sum + places.length - 1, 0);
        this.length = segments.reduce((sum, {data}) => sum + data.length, 0);
    }

    line(leaf) {
        let at = leaf;
        for (const {data, places} of this.segments) {
            if (at < places.length - 1) return data.subarray(places[at], places[at + 1] - 1);
            at -= places.length - 1;
        }
        return null;
    }

    *lines() {
        for (const {data, places} of this.segments)
            for (let at = 1; at < places.length; at++) yield data.subarray(places[at - 1], places[at] - 1);
    }

    // The tree over them; computed once.
    async levels() {
        if (!this.tree) {
            const lines = [...this.lines()];
            this.tree = await levelsOf(await each(lines.length, at => leafOf(lines[at])));
        }
        return this.tree;
    }

    async root() {
        return this.size ? toHex((await this.levels()).at(-1)[0]) : toHex(await sha256(EMPTY));
    }
}
