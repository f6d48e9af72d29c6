// What a report carries: the signed members themselves, byte for byte, and the envelope that they are held against.

// What was edited may not even be JSON: then nothing below runs, and the page must not look as if all were well.
for (const flaw of ['error', 'unhandledrejection'])
    addEventListener(
        flaw,
        () => {
            const b = document.createElement('b'),
                seal = document.getElementById('seal');
            b.textContent = globalThis.DecompressionStream
                ? 'Do not rely on this page. What it carries cannot be read.'
                : 'This browser is too old to open what this page carries.';
            seal.replaceChildren(b);
            seal.classList.add('bad');
        },
        {once: true},
    );

// A block is JSON with every `<` written as a tab, so that no text can end its element: back come the exact bytes.
const block = id => document.getElementById(id).textContent.replaceAll('\t', '<');
// What may be large is gzip in base64: the same bytes come out.
const unpacked = id => {
    const packed = Uint8Array.from(atob(document.getElementById(id).textContent), c => c.charCodeAt(0));
    return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
};
const SIGNED = {
    'findings.jsonl': await unpacked('findings.jsonl'),
    'catalogue.json': block('catalogue.json'),
    'profile.json': block('profile.json'),
    'coverage.json': block('coverage.json'),
};
const ENVELOPE = JSON.parse(block('envelope')),
    KEPT = JSON.parse(await unpacked('kept')),
    payload = Uint8Array.from(atob(ENVELOPE.payload), c => c.charCodeAt(0));
const HELD = {
    rows: SIGNED['findings.jsonl']
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line)),
    catalogue: JSON.parse(SIGNED['catalogue.json']),
    profile: JSON.parse(SIGNED['profile.json']),
    coverage: JSON.parse(SIGNED['coverage.json']),
    statement: JSON.parse(new TextDecoder().decode(payload)),
    page: JSON.parse(block('page')),
    kept: leaf => KEPT[leaf],
};
