// The report's own check: the members and answers it carries against the signature it carries.

// Web Crypto wants both halves of an ECDSA signature at full length; DER drops zeros and adds them.
function halves(der) {
    let at = 2;
    const half = () => {
        const n = der[at + 1],
            part = der.slice(at + 2, at + 2 + n);
        at += 2 + n;
        const full = new Uint8Array(32),
            cut = part.slice(-32);
        full.set(cut, 32 - cut.length);
        return full;
    };
    return join(half(), half());
}
async function signature() {
    const der = from64(PAGE.public),
        said = ENVELOPE.signatures[0],
        type = ENVELOPE.payloadType;
    if ('SHA256:' + hex(await sha(der)) !== said.keyid || said.keyid !== statement.predicate.signed_by) return false;
    const signed = join(bytes(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload),
        sig = from64(said.sig);
    if (PAGE.alg === 'ed25519')
        return crypto.subtle.verify(
            'Ed25519',
            await crypto.subtle.importKey('spki', der, {name: 'Ed25519'}, false, ['verify']),
            sig,
            signed,
        );
    const p256 = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
    return crypto.subtle.verify(
        p256,
        await crypto.subtle.importKey('spki', der, p256, false, ['verify']),
        halves(sig),
        signed,
    );
}
async function changed() {
    for (const [name, text] of Object.entries(SIGNED)) if (hex(await sha(bytes(text))) !== digest(name)) return name;
    for (const id of Object.keys(KEPT)) if (!(await included(Number(id)))) return 'an answer';
    return edited();
}
const AGREES =
    'This page matches what was signed, as far as the page itself can tell. That is no proof: see Proof.';
function verdict(good, text) {
    $('#self').textContent = text;
    $('#self2').textContent = text + (good ? ' It cannot tell you whose key this is.' : '');
    if (good === false) {
        $('#seal').replaceChildren(
            el(
                'p',
                {},
                el('b', {}, 'Do not rely on this page.'),
                ' ',
                $('#self'),
                ' Ask for the bundle, and ',
                el('a', {href: '#proof'}, 'verify that'),
                '.',
            ),
        );
        $('#self').setAttribute('role', 'alert');
    }
    $('#seal').classList.add(good === true ? 'good' : good === false ? 'bad' : 'none');
}
(async () => {
    if (!globalThis.crypto?.subtle) return verdict(null, 'This browser cannot check it here.');
    try {
        const what = await changed();
        if (what) return verdict(false, `What this page shows is not what was signed: ${what} was changed.`);
    } catch {
        return verdict(false, 'What was signed cannot be read.');
    }
    if (PAGE.alg === 'sigstore-oidc') return verdict(null, 'An identity signed it, through Sigstore. No page can check that.');
    if (!PAGE.public) return verdict(null, 'The key is not in this page, so its signature was not checked.');
    try {
        return (await signature())
            ? verdict(true, AGREES)
            : verdict(false, 'The signature does not match.');
    } catch (err) {
        return err.name === 'NotSupportedError'
            ? verdict(null, 'This browser cannot check such a key.')
            : verdict(false, 'The signature cannot be read.');
    }
})();
