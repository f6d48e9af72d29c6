// What is signed: canonical JSON, keys, envelopes, statements, notes. scanner/evidence has a module for each.

const MAX_DEPTH = 100,
    MAX_ENVELOPE = 1 << 18,
    MAX_NOTE = 1 << 16,
    MAX_ANSWERS = 1 << 22,
    PAYLOAD_TYPE = 'application/vnd.in-toto+json',
    EARLIER_RUN_TYPE = 'https://safeguard.invalid/run/v1', // up to 0.8
    RUN_TYPE = 'https://safeguard.invalid/run/v2',
    RUN_TYPES = [EARLIER_RUN_TYPE, RUN_TYPE],
    KEYRING_TYPE = 'https://safeguard.invalid/keyring/v1',
    COUNTERSIGNATURE_TYPE = 'https://safeguard.invalid/countersignature/v1',
    EVIDENCE = 'evidence',
    FINDINGS = 'findings.jsonl',
    NAMES = 'names.jsonl',
    MAX_FINDINGS = 1 << 23,
    MAX_VERSIONS = 1000,
    MAX_NOTED = 1000, // characters of what a countersignature says
    TOLERANCE = 5 * 60 * 1000;

// The one spelling of a value (RFC 8785 without floats). Throws words for what has none.
function canonical(value, depth = 0) {
    if (depth > MAX_DEPTH) throw `nested deeper than ${MAX_DEPTH}`;
    if (typeof value === 'string') {
        if (/\p{Surrogate}/u.test(value)) throw 'a string holds half a surrogate pair, which is no Unicode text';
        return JSON.stringify(value);
    }
    if (value === null || typeof value === 'boolean') return String(value);
    if (typeof value === 'number') {
        if (!Number.isInteger(value)) throw 'a number with a fraction or an exponent, NaN or Infinity';
        if (!Number.isSafeInteger(value)) throw 'an integer is beyond 2^53 - 1';
        return String(value);
    }
    if (Array.isArray(value)) return `[${value.map(each => canonical(each, depth + 1)).join()}]`;
    const names = Object.keys(value).sort(); // by UTF-16 unit, as RFC 8785 wants it
    return `{${names.map(name => `${canonical(name)}:${canonical(value[name], depth + 1)}`).join()}}`;
}
// The document in these bytes, if they are its one spelling. So a key that comes twice, a float, `1e999`, `-0`, a blank
// or anything behind it is refused: none of them is written so.
function strictly(data, what) {
    const text = decoded(data);
    if (text === null) throw new Refused(`${what}: is not UTF-8`);
    let value, again;
    try {
        value = JSON.parse(text);
    } catch {
        throw new Refused(`${what}: not JSON`);
    }
    try {
        again = canonical(value);
    } catch (why) {
        throw new Refused(`${what}: ${why}`);
    }
    if (again !== text) throw new Refused(`${what}: is not in its canonical form, somebody has written it anew`);
    return value;
}

const bare = name => name.replace(/^SHA256:/, ''),
    fours = text => text.match(/.{1,4}/g)?.join(' ') ?? '',
    shortened = name => fours(bare(name).slice(0, 16)),
    spaced = name => fours(bare(name));
// A key as both verifiers take it: the DER of RFC 8410 or RFC 5480, in its one form.
const SPKI = {
    ed25519: [ofHex('302a300506032b6570032100'), 44],
    'ecdsa-p256': [ofHex('3059301306072a8648ce3d020106082a8648ce3d03010703420004'), 91],
};
const OIDC = 'sigstore-oidc';
const CALLED = {ed25519: 'Ed25519', 'ecdsa-p256': 'ECDSA P-256', [OIDC]: 'Sigstore'};
const LABELS = {[OIDC]: 'SIGSTORE IDENTITY'};
// An identity stands in the place of a key, as canonical JSON. What it signed is not checked here, so it is no more than
// named here.
async function readIdentity(pem, what) {
    const found = /^-----BEGIN SIGSTORE IDENTITY-----\n([A-Za-z0-9+/=\n]{1,2000})\n-----END SIGSTORE IDENTITY-----\n$/.exec(pem),
        der = found && of64(found[1].replace(/\n/g, ''));
    if (!der || der[0] !== 0x7b) throw new Refused(`${what} is no identity`);
    return {alg: OIDC, der, id: `SHA256:${toHex(await sha256(der))}`};
}
async function readKey(pem, what) {
    if (latin(pem).startsWith('-----BEGIN SIGSTORE IDENTITY-----')) return readIdentity(latin(pem), what);
    const found = /-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END PUBLIC KEY-----/.exec(latin(pem)),
        der = found ? (of64(found[1].replace(/\s/g, '')) ?? EMPTY) : EMPTY,
        alg = algorithmOf(der, what);
    return {alg, der, id: `SHA256:${toHex(await sha256(der))}`};
}
function algorithmOf(der, what) {
    const [kind] = Object.entries(SPKI).filter(([, [head, size]]) => der.length === size && equal(der.subarray(0, head.length), head));
    if (kind) return kind[0];
    if (der[0] === 0x7b) return OIDC;
    throw new Refused(`${what} is not an Ed25519 or P-256 public key (SubjectPublicKeyInfo)`);
}
function toPem({alg, der}) {
    const label = LABELS[alg] ?? 'PUBLIC KEY';
    return `-----BEGIN ${label}-----\n${to64(der).match(/.{1,64}/g).join('\n')}\n-----END ${label}-----\n`;
}
// Web Crypto wants both halves of an ECDSA signature at full length; DER drops zeros and adds them. Null where it is not
// the one DER of two numbers: whoever re-encodes a signature has changed what the log holds.
function halvesOf(der) {
    const half = at => {
        const size = der[at + 1],
            part = der.subarray(at + 2, at + 2 + size);
        if (der[at] !== 2 || !size || size > 33 || part.length !== size || part[0] & 0x80) return null;
        if (part[0] === 0 && (size === 1 || !(part[1] & 0x80))) return null;
        if (size === 33 && part[0]) return null;
        return part[0] ? part : part.subarray(1);
    };
    const first = der[0] === 0x30 && der[1] === der.length - 2 ? half(2) : null,
        second = first && half(4 + der[3]);
    if (!second || 6 + der[3] + der[5 + der[3]] !== der.length) return null;
    const raw = new Uint8Array(64);
    raw.set(first, 32 - first.length);
    raw.set(second, 64 - second.length);
    return raw;
}
async function verifies(key, signature, data) {
    if (key.alg === OIDC) throw new Unable('this page cannot check what an identity signed through Sigstore');
    const p256 = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'},
        kind = key.alg === 'ed25519' ? {name: 'Ed25519'} : p256,
        raw = key.alg === 'ed25519' ? signature : halvesOf(signature);
    let usable;
    try {
        usable = await crypto.subtle.importKey('spki', key.der, kind, false, ['verify']);
    } catch (err) {
        if (err.name === 'NotSupportedError') throw new Unable(`this browser cannot check ${CALLED[key.alg]} signatures`);
        throw new Refused(`the key ${shortened(key.id)} is not an Ed25519 or P-256 public key`);
    }
    return raw !== null && (await crypto.subtle.verify(kind, usable, raw, data));
}

// Values of a statement, held against their shapes: "" where they fit, else where they do not.
const SHA = /^[0-9a-f]{64}$/,
    KEY_ID = /^SHA256:[0-9a-f]{64}$/,
    RUN_ID = /^[a-z0-9][a-z0-9-]{0,63}$/,
    TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
    MEMBER = /^[a-z][a-z0-9-]{0,63}\.jsonl?$/,
    SEGMENT = /^evidence-[1-9][0-9]{0,5}\.jsonl\.gz$/;
const text = (pattern = /^/) => value => (typeof value === 'string' && pattern.test(value) ? '' : '.'),
    whole = (most = Number.MAX_SAFE_INTEGER) => value =>
        Number.isSafeInteger(value) && value >= 0 && value <= most ? '' : '.',
    time = value => {
        // Days that do not exist come out otherwise.
        const fits = typeof value === 'string' && TIME.test(value) && !value.startsWith('0000') && new Date(value);
        return fits && fits.getTime() === fits.getTime() && fits.toISOString() === value.replace('Z', '.000Z') ? '' : '.';
    },
    plainly = value => (value !== null && typeof value === 'object' && !Array.isArray(value) ? '' : '.'),
    either = (...words) => value => (words.includes(value) ? '' : '.'),
    listOf = (kind, least = 0, most = Infinity) => value => {
        if (!Array.isArray(value) || value.length < least || value.length > most) return '.';
        const at = value.findIndex(each => kind(each));
        return at < 0 ? '' : `[${at}]${kind(value[at])}`;
    },
    tableOf = kind => value => {
        if (plainly(value)) return '.';
        const bad = Object.keys(value).find(name => kind(value[name]));
        return bad === undefined ? '' : `.${bad}`;
    },
    some = kind => value => (value === null ? '' : kind(value)),
    maybe = kind => Object.assign(value => kind(value), {maybe: true}), // what older versions did not write
    shape = fields => value => {
        if (plainly(value)) return '.';
        const names = Object.keys(fields),
            strange = Object.keys(value).find(name => !names.includes(name)),
            wrong = name => (Object.hasOwn(value, name) ? fields[name](value[name]) : !fields[name].maybe),
            bad = strange ?? names.find(wrong);
        return bad === undefined ? '' : `.${bad}${strange === undefined && Object.hasOwn(value, bad) ? fields[bad](value[bad]) : ''}`;
    };
const SUBJECT = shape({name: text(), digest: shape({sha256: text(SHA)})}),
    LINES = shape({size: whole(MAX_FINDINGS), root: text(SHA)}),
    PLACE = shape({origin: text(), sequence: whole(), previous: text(/^([0-9a-f]{64})?$/), sealed: time}),
    STATEMENT = shape({
        _type: either('https://in-toto.io/Statement/v1'),
        subject: listOf(SUBJECT, 1, 256),
        predicateType: text(),
        predicate: plainly,
    }),
    RECORD = shape({
        run: text(RUN_ID),
        started: time,
        ended: time,
        tool: shape({name: text(), version: text(), digest: text(SHA), installed: either('verified', 'modified', 'editable')}),
        profile: shape({id: text(), digest: text(SHA)}),
        totals: value => tableOf(whole())(value) || (Object.keys(value).length > 64 ? '.' : ''),
        partial: either(true, false),
        hidden: maybe(shape({answers: LINES, findings: LINES, members: listOf(SUBJECT, 0, 64)})),
        place: PLACE,
        evidence: shape({size: whole(MAX_ANSWERS), root: text(SHA), segments: listOf(text(SEGMENT), 0, 4096)}),
        signed_by: text(KEY_ID),
        findings: maybe(LINES),
    }),
    ADOPTION = shape({
        place: PLACE,
        version: value => whole(MAX_VERSIONS)(value) || (value ? '' : '.'),
        digest: text(SHA),
        signed_by: text(KEY_ID),
    }),
    COUNTERSIGNATURE = shape({
        place: PLACE,
        run: text(RUN_ID),
        entry: whole(),
        envelope: text(SHA),
        role: either('reviewer', 'approver'),
        did: either('reviewed', 'approved'),
        note: value => text()(value) || (Array.from(value).length > MAX_NOTED ? '.' : ''),
        signed_by: text(KEY_ID),
    }),
    WIRE = shape({
        payload: text(),
        payloadType: text(),
        signatures: listOf(shape({keyid: text(KEY_ID), sig: text()})),
    });
function held(kind, value, what) {
    const where = kind(value).replace(/\.+$/, '');
    if (kind(value)) throw new Refused(`${what}: the statement does not hold what it should${where && `, at ${quoted(where)}`}`);
    return value;
}

// An envelope for a payload of this type with at most so many signatures, `of` which it is said in words.
function readWire(data, type, what, of, most) {
    if (data.length > MAX_ENVELOPE)
        throw new Refused(`${what}: has ${data.length} bytes, more than the ${MAX_ENVELOPE} of an envelope`);
    const wire = strictly(data, what);
    if (WIRE(wire) || wire.signatures.length > most) throw new Refused(`${what}: is no envelope with ${of}`);
    if (wire.payloadType !== type) throw new Refused(`${what}: holds '${quoted(wire.payloadType)}', not ${type}`);
    return wire;
}
function bytesOf(said, what) {
    const data = of64(said);
    if (!data) throw new Refused(`${what}: holds something that is not base64, or has stray bits`);
    return data;
}
// What an envelope holds, not yet believed.
function readEnvelope(data, what) {
    const {payload, signatures} = readWire(data, PAYLOAD_TYPE, what, 'one signature', 1);
    if (!signatures.length) throw new Refused(`${what}: is no envelope with one signature`);
    const [{keyid, sig}] = signatures;
    return {data, payload: bytesOf(payload, what), signature: bytesOf(sig, what), keyid};
}
const pae = (payload, type = PAYLOAD_TYPE) => joined([encoded(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
const signedWith = async (envelope, key) =>
    key.id === envelope.keyid && (await verifies(key, envelope.signature, pae(envelope.payload)));

function readStatement(envelope, what) {
    const statement = held(STATEMENT, strictly(envelope.payload, what), what),
        digests = new Map(statement.subject.map(subject => [subject.name, subject.digest.sha256]));
    if (digests.size !== statement.subject.length)
        throw new Refused(`${what}: two subjects of the statement have one name`);
    return {type: statement.predicateType, predicate: statement.predicate, digests};
}
const placeOf = (statement, what) => held(PLACE, statement.predicate.place, what);
function recordOf({type, predicate, digests}, what) {
    const record = held(RECORD, predicate, what),
        [started, ended, sealed] = [record.started, record.ended, record.place.sealed].map(Date.parse),
        flaw = why => new Refused(`${what}: ${why}`);
    if (ended < started) throw flaw('the statement does not hold what it should: the run ended before it started');
    if (sealed < ended - TOLERANCE)
        throw flaw('the statement does not hold what it should: the run was sealed before it ended');
    if (type === EARLIER_RUN_TYPE && (record.findings || record.hidden))
        throw flaw('is a run/v1, and says what only later ones say');
    if (digests.get(EVIDENCE) !== record.evidence.root)
        throw flaw('the root in the record is not the one among the subjects');
    for (const name of digests.keys())
        if (name !== EVIDENCE && !MEMBER.test(name)) throw flaw(`has a subject called '${quoted(name)}'`);
    return record;
}
// That the log goes by a version of a keyring from here on.
function adoptionOf({predicate, digests}, keyid, what) {
    const said = held(ADOPTION, predicate, what);
    if (digests.size !== 1 || digests.get('keyring') !== said.digest)
        throw new Refused(`${what}: the digest in the record is not the one of its subject`);
    return signedBy(said, keyid, what);
}
// That a person has looked at a run.
function countersignatureOf({predicate, digests}, keyid, what) {
    const said = held(COUNTERSIGNATURE, predicate, what),
        flaw = why => new Refused(`${what}: the statement does not hold what it should: ${why}`);
    if (said.entry >= said.place.sequence) throw flaw('it stands before the run that it is about');
    if (said.did !== {reviewer: 'reviewed', approver: 'approved'}[said.role])
        throw flaw(`a ${said.role} has not ${said.did}`);
    if (quoted(said.note) !== said.note) throw flaw('its note holds what no screen shows');
    if (digests.size !== 1 || digests.get('run') !== said.envelope)
        throw new Refused(`${what}: the digest in the record is not the one of its subject`);
    return signedBy(said, keyid, what);
}
function signedBy(said, keyid, what) {
    if (said.signed_by !== keyid)
        throw new Refused(`${what}: says that key ${shortened(said.signed_by)} signed it, and ${shortened(keyid)} did`);
    return said;
}
// The run that an envelope is about; null where it is about something else.
function readRun(data, what) {
    const envelope = readEnvelope(data, what),
        statement = readStatement(envelope, what);
    if (!RUN_TYPES.includes(statement.type)) return null;
    const record = recordOf(statement, what);
    if (record.signed_by !== envelope.keyid)
        throw new Refused(
            `${what}: says that key ${shortened(record.signed_by)} signed it, but ${shortened(envelope.keyid)} did`,
        );
    return {id: record.run, envelope, statement, record};
}

// A checkpoint with its signatures, not yet believed.
function readNote(data, what) {
    const flaw = why => new Refused(`${what}: ${why}`),
        said = data.length <= MAX_NOTE ? decoded(data) : flaw(`is longer than ${MAX_NOTE} bytes`);
    if (said instanceof Refused) throw said;
    if (said === null) throw flaw('is not UTF-8');
    const cut = said.lastIndexOf('\n\n'),
        found = /^([!-*,-~]{1,255})\n(0|[1-9][0-9]{0,15})\n([A-Za-z0-9+/]{43}=)\n$/.exec(said.slice(0, cut + 1)),
        lines = said.slice(cut + 2);
    if (cut < 0 || !found || !lines.endsWith('\n'))
        throw flaw('is not a checkpoint: name, size, root, an empty line, signatures');
    const root = of64(found[3]),
        signatures = lines.slice(0, -1).split('\n').map(line => {
            const parts = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line),
                blob = parts && of64(parts[2]);
            if (!blob || blob.length < 5) throw flaw('has a line that is not a signature');
            return {name: parts[1], hash: blob.subarray(0, 4), signature: blob.subarray(4)};
        });
    if (!root) throw flaw('holds base64 with stray bits');
    return {origin: found[1], size: Number(found[2]), root: toHex(root), text: found[0], signatures};
}
async function noted(note, key) {
    const named = type => encoded(`${note.origin}\n${type}`),
        of = {
            ed25519: () => joined([named('\x01'), key.der.subarray(-32)]),
            'ecdsa-p256': () => key.der,
            [OIDC]: () => joined([named(''), Uint8Array.of(0xff), encoded(`${OIDC}\n`), key.der]),
        }[key.alg](),
        mine = (await sha256(of)).subarray(0, 4);
    for (const {name, hash, signature} of note.signatures)
        if (name === note.origin && equal(hash, mine) && (await verifies(key, signature, encoded(note.text)))) return true;
    return false;
}
