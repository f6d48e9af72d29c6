// Which keys count, by a keyring that the verifier has pinned: scanner/evidence/keyring.py, chain.py and trusted.py, check by
// check and word by word.

const RING_PAYLOAD = 'application/vnd.safeguard.keyring+json',
    RING_FORMAT = 'safeguard-keyring/1',
    MAX_SIGNATURES = 64,
    MAX_KEYRING = 8 << 20,
    NEWER = 'Intact, but its keyring is of a format that came after this version. Update safeguard.',
    ROLES = {collector: 'a collector', reviewer: 'a reviewer', approver: 'an approver'},
    MAY_SIGN = new Map([...RUN_TYPES.map(type => [type, ['collector']]), [COUNTERSIGNATURE_TYPE, ['reviewer', 'approver']]]);
const long = (least, most) => value => {
        const size = typeof value === 'string' ? Array.from(value).length : -1;
        return size >= least && size <= most ? '' : '.';
    },
    from1 = most => value => whole(most)(value) || (value ? '' : '.'),
    NAMED = {keyid: text(KEY_ID), public: long(0, 2000), name: long(1, 200)},
    RING_KEY = shape({
        ...NAMED,
        roles: listOf(either(...Object.keys(ROLES)), 1),
        from: whole(),
        to: some(whole()),
        revoked_from: some(whole()),
        why: long(0, 500),
    }),
    RING = shape({
        format: either(RING_FORMAT),
        version: from1(999_999),
        previous: text(/^([0-9a-f]{64})?$/),
        origin: long(0, 255),
        threshold: from1(30),
        roots: listOf(shape(NAMED), 1, 30),
        keys: listOf(RING_KEY, 0, 300),
    });

// A version of a keyring, strictly, without a look at its signatures.
async function readVersion(data, what) {
    const {payload, signatures} = readSigned(data, what),
        document = strictly(payload, what),
        format = plainly(document) ? '' : document.format;
    if (typeof format === 'string' && format.startsWith('safeguard-keyring/') && format !== RING_FORMAT) {
        const newer = new Unable(`${what}: is of the format '${quoted(format)}', and this program reads ${RING_FORMAT}`);
        throw Object.assign(newer, {verdict: NEWER});
    }
    const bad = why => new Refused(`${what}: the keyring does not hold what it should${why}`);
    if (RING(document)) throw bad(`, at ${quoted(RING(document).replace(/\.+$/, ''))}`);
    const keys = new Map();
    for (const each of [...document.roots, ...document.keys]) {
        const der = loosely64(each.public),
            id = der && `SHA256:${toHex(await sha256(der))}`,
            [why] = Object.entries(unfit(each, der, id)).find(([, wrong]) => wrong) ?? [];
        if (why) throw bad(`: ${why}`);
        if (keys.has(id)) throw bad(': a key comes twice, or is a root and signs entries too');
        keys.set(id, {der, id});
    }
    if (document.threshold > document.roots.length)
        throw bad(`: wants ${document.threshold} signatures of ${document.roots.length} roots`);
    if (document.origin && !/^[!-*,-~]{1,255}$/.test(document.origin)) throw bad(': no log can have such a name');
    for (const key of keys.values()) key.alg = algorithmOf(key.der, `${what}: key ${shortened(key.id)}`);
    return {document, signatures, keys, digest: toHex(await sha256(payload)), signed: pae(payload, RING_PAYLOAD)};
}
const unfit = ({keyid, name, roles = [], from, to = null, why = ''}, der, id) => ({
    'a public key is not base64': !der,
    'a key stands under another name than its own': id !== keyid,
    'a name holds what no screen shows': quoted(name) !== name,
    'roles come twice, or not in the order of the alphabet': roles.some((role, at) => at && role <= roles[at - 1]),
    'a key ends before it begins': to !== null && to <= from,
    'a reason holds what no screen shows': quoted(why) !== why,
});
// Here a key may have stray bits: it is told by its number.
const loosely64 = said =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(said)
        ? Uint8Array.from(atob(said), char => char.charCodeAt(0))
        : null;
// An envelope that may have several signatures.
function readSigned(data, what) {
    const wire = readWire(data, RING_PAYLOAD, what, 'signatures', MAX_SIGNATURES),
        names = wire.signatures.map(({keyid}) => keyid),
        twice = names.find((name, at) => names.indexOf(name) !== at);
    if (twice) throw new Refused(`${what}: has two signatures of key ${shortened(twice)}`);
    if (names.some((name, at) => at && name < names[at - 1]))
        throw new Refused(`${what}: has its signatures in another order than that of the numbers of their keys`);
    return {payload: bytesOf(wire.payload, what), signatures: new Map(wire.signatures.map(each => [each.keyid, bytesOf(each.sig, what)]))};
}

// The versions that lie in a bundle, each signed by a threshold of the roots before it and of its own; null for none.
async function keyringIn(bundle) {
    const names = bundle.list('keyrings/'),
        versions = [];
    let size = 0;
    if (!names.length) return null;
    for (const [at, name] of names.slice(0, MAX_VERSIONS + 1).entries())
        if (name !== `keyrings/${String(at + 1).padStart(6, '0')}`)
            throw new Refused(`version ${at + 1} of the keyring: is missing, ${name} comes in its place`);
    for (const [at, name] of names.entries()) {
        const data = await bundle.read(name),
            what = `version ${at + 1} of the keyring`;
        size += data.length;
        if (at >= MAX_VERSIONS || size > MAX_KEYRING)
            throw new Refused(`the keyring: has more than ${MAX_VERSIONS} versions, or than ${MAX_KEYRING} bytes`);
        const version = await readVersion(data, what);
        await follows(versions.at(-1), version, at + 1, what);
        versions.push(version);
    }
    return new Keyring(versions);
}
async function follows(before, {document, keys, signatures, digest, signed}, number, what) {
    const flaw = why => new Refused(`${what}: ${why}`),
        roots = new Set([...(before?.document.roots ?? []), ...document.roots].map(({keyid}) => keyid));
    if (document.version !== number) throw flaw(`is missing, version ${document.version} comes in its place`);
    if (document.previous !== (before?.digest ?? ''))
        throw flaw('goes on from another version than the one before it: the keyring was forked');
    const wrong = before && rewritten(before.document, document);
    if (wrong) throw flaw(wrong);
    for (const [name, signature] of signatures) {
        if (!roots.has(name)) throw flaw(`is signed with key ${shortened(name)}, which is no root of it`);
        if (!(await verifies(keys.get(name) ?? before.keys.get(name), signature, signed)))
            throw flaw(`the signature of root ${shortened(name)} does not fit`);
    }
    const asked = before ? [[`the roots of version ${number - 1}`, before.document]] : [];
    for (const [whose, {roots: those, threshold}] of [...asked, ['its own roots', document]]) {
        const given = those.filter(({keyid}) => signatures.has(keyid)).length;
        if (given < threshold) throw flaw(`has ${given} of the ${counting(threshold, 'signature')} that it needs of ${whose}`);
    }
}
// What a version says otherwise than the one before it, of what can never be said otherwise; empty: nothing.
function rewritten(before, after) {
    if (before.origin && after.origin !== before.origin)
        return `is for another log, ${after.origin || 'none'}; the version before it is for ${before.origin}`;
    for (const old of before.keys) {
        const now = after.keys.find(({keyid}) => keyid === old.keyid),
            name = shortened(old.keyid);
        if (!now) return `key ${name} is gone: history only grows`;
        if (['from', 'roles', 'name', 'public'].some(what => canonical(now[what]) !== canonical(old[what])))
            return `key ${name} has another beginning, role or name than before: history only grows`;
        for (const [what, was, is] of [['end', old.to, now.to], ['revocation', old.revoked_from, now.revoked_from]])
            if (was !== null && (is === null || is > was))
                return `the ${what} of key ${name}, entry ${was}, was ${is === null ? 'taken away' : `moved to entry ${is}`}: it may only come earlier`;
    }
    return '';
}

class Keyring {
    constructor(versions) {
        Object.assign(this, {versions, last: versions.at(-1), genesis: `SHA256:${versions[0].digest}`});
        this.document = this.last.document;
        this.numbers = versions.map(({digest}) => `SHA256:${digest}`);
        this.keys = new Map(this.document.keys.map(key => [key.keyid, key]));
    }

    // How many versions a log has taken up, once it is clear that it took up these.
    takenUp(taken) {
        let upTo = 0;
        for (const {version, digest, place} of taken) {
            const flaw = why => new Refused(`version ${version} of the keyring: ${why}`),
                entry = `entry ${place.sequence} of the log`;
            if (version > this.versions.length) throw missing(version, place);
            if (this.versions[version - 1].digest !== digest)
                throw flaw(`is not the one that ${entry} took up: the keyring was forked`);
            if (version > upTo + 1) throw flaw(`was taken up by ${entry}, and version ${upTo + 1} never was`);
            upTo = Math.max(upTo, version);
        }
        return upTo;
    }

    checkOrigin(origin) {
        const mine = this.document.origin;
        if (origin && mine && mine !== origin) throw new Refused(`the keyring: is for another log, ${mine}; this is ${origin}`);
    }
}
const missing = (version, {sequence}) =>
    new Refused(
        `version ${version} of the keyring: is missing: entry ${sequence} of the log took it up. Somebody has taken it away`,
    );
// Why a key of a keyring does not count for an entry; empty where it does.
function doubtOf({from, to, revoked_from: revoked}, entry) {
    const here = `and this is entry ${entry}`;
    if (revoked !== null && entry >= revoked) return `was revoked from entry ${revoked} on, ${here}`;
    if (to !== null && entry >= to) return `was replaced from entry ${to} on, ${here}`;
    return entry < from ? `counts from entry ${from} on, ${here}` : '';
}

// The keys that count: `always` for every entry, the others by a keyring, each for its entries and by its roles.
class Trusted {
    constructor(always, ring) {
        Object.assign(this, {always, ring});
        const theirs = ring ? ring.document.keys.map(({keyid}) => [keyid, ring.last.keys.get(keyid)]) : [];
        this.publics = new Map([...always, ...theirs]);
    }

    known = keyid => this.ring?.keys.get(keyid);

    // Why a key may not have signed this entry, with the key; empty where it may.
    doubt(keyid, entry, type) {
        const known = this.known(keyid),
            may = MAY_SIGN.get(type) ?? Object.keys(ROLES),
            key = `key ${shortened(keyid)}`;
        if (!known) return this.always.has(keyid) ? '' : `${key}, which is not a trusted one`;
        const why = doubtOf(known, entry),
            those = roles => Object.keys(ROLES).filter(role => roles.includes(role)).map(role => ROLES[role]);
        if (why) return `${key} of ${known.name}, which ${why}`;
        if (known.roles.some(role => may.includes(role))) return '';
        const is = known.roles.map(role => ROLES[role]).join(' and ');
        return `${key} of ${known.name}, which is that of ${is}: it takes that of ${those(may).join(' or ')}`;
    }

    // See that an entry is signed, with a key that may.
    async checkEntry(envelope, type, entry, what) {
        const key = this.publics.get(envelope.keyid),
            name = shortened(envelope.keyid);
        if (!key) throw new Refused(`${what}: is signed with key ${name}, which is not a trusted one`);
        if (!(await signedWith(envelope, key))) throw new Refused(`${what}: the signature of key ${name} does not fit`);
        const why = this.doubt(envelope.keyid, entry, type);
        if (why) throw new Refused(`${what}: is signed with ${why}`);
    }

    // See that a checkpoint is signed with a key that counts for its last entry or the next one.
    async checkNote(note, what) {
        const last = Math.max(note.size - 1, 0);
        let why = 'is not signed with a trusted key';
        for (const [keyid, key] of this.publics) {
            const known = this.known(keyid);
            if (!(await noted(note, key))) continue;
            if (!known || !doubtOf(known, last) || !doubtOf(known, note.size)) return;
            why = `is signed with key ${shortened(keyid)} of ${known.name}, which ${doubtOf(known, last)}`;
        }
        throw new Refused(`${what}: ${why}`);
    }
}
