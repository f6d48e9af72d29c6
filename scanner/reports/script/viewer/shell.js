// What a person does: drops a bundle, compares its key, gives the checkpoint they kept, chooses a run.

const at = id => document.getElementById(id),
    MARKS = {ok: 'pass', open: 'not_assessed', unknown: 'not_assessed', fails: 'fail', skipped: 'not_applicable'},
    LIMITS = 'It shows what was asked and answered. It does not show that the declared scope is all there is.';
let file = null, // the bundle that was dropped
    memory = new Map(), // what was found out about it
    trust = {keys: [], anchors: []},
    anchored = [], // where each anchor came from
    result = null,
    turn = 0, // what was begun for an earlier file or trust shows nothing any more
    life = null; // of the listeners of the run that is shown

// Text enters the page as text.
function make(tag, attributes = {}, ...kids) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
        if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
        else node.setAttribute(name, value);
    node.append(...kids.flat(9).filter(kid => kid != null && kid !== '').map(kid => (kid instanceof Node ? kid : quoted(kid))));
    return node;
}
function mark(state) {
    const NS = 'http://www.w3.org/2000/svg',
        [svg, use] = ['svg', 'use'].map(tag => document.createElementNS(NS, tag));
    svg.setAttribute('class', `i s-${state}`);
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', `#i-${state}`);
    svg.append(use);
    return svg;
}
const lines = text => text.split('\n').flatMap((line, n) => (n ? [make('br'), line.trim()] : [line]));

// What was given by hand: a key's number, a checkpoint.
function keyOf(typed) {
    const digits = typed.replace(/[\s:]/g, '').toLowerCase().replace(/^sha256/, '');
    if (!/^[0-9a-f]{1,64}$/.test(digits)) throw new Refused('A number of 64 digits, 0 to 9 and a to f, is what was told you.');
    if (digits.length < 64)
        throw new Refused(
            `These are ${digits.length} of 64 digits, and another key can begin so. Ask for all of them: safeguard keys show prints them.`,
        );
    return `SHA256:${digits}`;
}
function takeKey(typed) {
    const said = at('keysaid');
    try {
        trust = {...trust, keys: unique([...trust.keys, keyOf(typed)])};
        said.textContent = '';
        run();
    } catch (err) {
        if (!(err instanceof Refused)) throw err;
        said.textContent = err.message;
    }
}
async function takeAnchor(data, from) {
    const said = at('anchorsaid');
    try {
        const note = readAnchor(data, from);
        trust = {...trust, anchors: [...trust.anchors, note]};
        anchored = [...anchored, from];
        said.textContent = '';
        at('anchortext').value = '';
        await run();
    } catch (err) {
        if (!(err instanceof Refused)) throw err;
        said.textContent = `${err.message}. It was not taken.`;
    }
}
// A bundle is a ZIP file; what else is dropped beside one is the checkpoint that it is to be held against.
async function takeFiles(files) {
    const heads = await Promise.all(files.map(each => each.slice(0, 2).arrayBuffer())),
        isZip = heads.map(head => latin(new Uint8Array(head)) === 'PK'),
        bundle = files.find((_, n) => isZip[n]) ?? (file ? null : files[0]);
    if (bundle) await takeBundle(bundle);
    await takeAnchors(files.filter(each => each !== bundle));
}
async function takeAnchors(files) {
    for (const each of files) {
        const data = await each.slice(0, MAX_NOTE + 1).arrayBuffer();
        await takeAnchor(new Uint8Array(data), each.name);
    }
}
async function takeBundle(chosen) {
    // What was told of one bundle's key is told of a key, and stays; what is shown of the other goes.
    [file, memory, result] = [chosen, new Map(), null];
    await run();
}

async function run() {
    if (!file) return showTrust();
    const mine = ++turn;
    close();
    at('verdict').hidden = false;
    showHead('none', `Checking ${quoted(file.name)} …`);
    at('layers').replaceChildren();
    at('then').replaceChildren();
    await new Promise(done => setTimeout(done)); // so that it is seen
    let found;
    try {
        found = await examine(file, file.name, trust, memory);
    } catch (err) {
        // A file that changes while it is read, or a browser without what this needs.
        found = {code: 1, layers: [], sentence: `NOT VERIFIED. It could not be checked to its end: ${err.message}`};
    }
    if (mine !== turn) return;
    result = found;
    showVerdict(found);
    showTrust();
    if (found.code !== 1) await choose(found.bundle);
}
function showHead(state, sentence) {
    const [first, ...rest] = sentence.split('\n');
    at('verdict').className = `seal ${state}`;
    at('sentence').replaceChildren(quoted(first));
    at('rest').replaceChildren(...rest.map(line => make('p', {}, line)));
}
function showVerdict({code, sentence, layers}) {
    showHead(code === 1 ? 'bad' : 'none', sentence);
    document.title = `${sentence.split('\n')[0]} ${file.name}`;
    at('layers').replaceChildren(
        ...layers.map(({name, state, said}) =>
            make(
                'tr',
                {'data-layer': name, 'data-state': state},
                make('td', {}, make('span', {class: `st s-${MARKS[state]}`}, mark(MARKS[state]), state)),
                make('th', {scope: 'row'}, name),
                make('td', {class: 'any'}, lines(said)),
            ),
        ),
    );
    const named = file.name.replace(/[^A-Za-z0-9._-]/g, '?'),
        keys = trust.keys.map(key => ` --key ${key}`).join(''),
        anchors = trust.anchors.map(() => ' --anchor FILE').join('');
    at('then').replaceChildren(
        ...(code === 1
            ? [make('p', {}, 'Use nothing from it. Keep it as it is, and ask for the original by another way.')]
            : [
                  make('p', {}, LIMITS),
                  make('p', {}, 'To have every finding computed again from the answers:'),
                  make('pre', {class: 'cmd'}, make('code', {}, `safeguard verify ${named}${keys || ' --key NUMBER'}${anchors}`)),
              ]),
    );
}

// The digests to compare, large; and what the person has said of them.
async function showTrust() {
    const bundle = result?.bundle,
        publics = bundle && result.code !== undefined ? await bundle.publics().catch(() => new Map()) : new Map(),
        ring = publics.size ? await bundle.keyring().catch(() => null) : null,
        list = at('keys');
    at('trust').hidden = !file;
    list.replaceChildren(
        ...(ring ? [numbered('Keyring, SHA-256 of its first version', ring.genesis, 'keyring', ring.numbers)] : []),
        ...[...publics.values()].map(key => numbered(`${CALLED[key.alg]} key, SHA-256 of it`, key.id, 'key')),
    );
    at('trusted').replaceChildren(
        ...trust.keys.map(key => given(`${ring?.numbers.includes(key) ? 'Keyring' : 'Key'} ${spaced(key)}`, () => ({...trust, keys: trust.keys.filter(other => other !== key)}))),
        ...trust.anchors.map((note, n) =>
            given(`Checkpoint from ${anchored[n]}: ${note.origin}, ${counting(note.size, 'entry', 'entries')}, ${note.text.split('\n')[2]}`, () => {
                anchored = anchored.filter((_, other) => other !== n);
                return {...trust, anchors: trust.anchors.filter(other => other !== note)};
            }),
        ),
    );
    at('given').hidden = !trust.keys.length && !trust.anchors.length;
    const head = bundle && (await bundle.head().catch(() => null));
    let note = null;
    try {
        note = head && readNote(head, 'the checkpoint');
    } catch {
        // its layer has said so
    }
    at('head').hidden = !note;
    at('headtext').textContent = note ? note.text : '';
}
function numbered(what, number, kind, numbers = [number]) {
    const agreed = numbers.some(each => trust.keys.includes(each)),
        said = agreed ? `You trust this ${kind}.` : 'It came with the bundle: that it lies there is no reason to trust it.',
        button = () => make('button', {type: 'button', onclick: () => takeKey(number)}, 'I was told this number, all of it');
    return make('li', {}, make('p', {class: 'lab'}, `${what}. ${said}`), make('p', {class: 'key mono'}, spaced(number)), agreed ? null : button());
}
const given = (said, without) =>
    make(
        'li',
        {class: 'any'},
        said,
        ' ',
        make(
            'button',
            {
                type: 'button',
                onclick: () => {
                    trust = without();
                    run();
                },
            },
            'Take it back',
        ),
    );

// The runs that are in it, the last one first; behind the whole ones those of which there are parts.
async function choose(bundle) {
    const [runs, parts] = [await bundle.runs(), await bundle.parts()],
        every = [...[...runs].reverse(), ...[...parts].reverse()];
    at('run').replaceChildren(
        ...every.map(one => {
            const {id, record} = one.run ?? one,
                {place, started} = record;
            return make(
                'option',
                {value: id},
                `${day(started)} ${started.slice(11, 16)} UTC, entry ${place.sequence}, ${one.run ? 'parts of ' : ''}${id}`,
            );
        }),
    );
    at('choice').hidden = !every.length;
    if (every.length) await show(every[0]);
}
const show = one => (one.run ? openParts(one) : open(one));
function close() {
    life?.abort();
    shellIs('main');
    at('choice').hidden = true;
    at('night').replaceChildren();
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
}
function shellIs(role, called = '') {
    at('shell').setAttribute('role', role);
    if (called) at('shell').setAttribute('aria-label', called);
    else at('shell').removeAttribute('aria-label');
}
async function open(run) {
    const mine = turn;
    life?.abort();
    life = new AbortController();
    at('night').replaceChildren(make('p', {class: 'in q'}, 'Opening …'));
    try {
        const {bundle} = result,
            key = (await bundle.publics()).get(run.envelope.keyid),
            answers = memory.get(`lines ${run.id}`) ?? (await bundle.answers(run, bundle.names(run).segments)),
            {night, held} = await readNight(bundle, run, key, answers, trust.keys),
            view = new View(night, bundle.name),
            page = new DOMParser().parseFromString(nightPage(view), 'text/html');
        if (mine !== turn) return;
        shellIs('region', 'What was checked'); // the night has a main of its own
        at('night').replaceChildren(...document.adoptNode(page.body).childNodes);
        document.title = `${result.sentence.split('\n')[0]} ${view.title}`;
        printed(view);
        await report({...held, life: life.signal});
    } catch (err) {
        at('night').replaceChildren(cannot(err));
    }
}
function cannot(err) {
    const said = err instanceof Refused || err instanceof Unable ? err.message : 'its members do not hold what they should';
    return make('p', {class: 'in warn'}, `This run cannot be shown: ${said}. safeguard report may show it.`);
}
async function openParts(parts) {
    const mine = turn;
    life?.abort();
    at('night').replaceChildren(make('p', {class: 'in q'}, 'Opening …'));
    const shown = await piecesOf(parts).catch(cannot);
    if (mine !== turn) return;
    shellIs('main');
    at('night').replaceChildren(make('div', {role: 'region', 'aria-label': 'Parts of a run'}, shown));
}
// What stands at the head and foot of each printed page.
function printed({foot, label}) {
    const css = text => `"${Array.from(text, char => `\\${char.codePointAt(0).toString(16)} `).join('')}"`,
        sheet = new CSSStyleSheet();
    sheet.replaceSync(
        `@media print { @page { @top-center { content: ${css(label)}; font: 8pt sans-serif } @bottom-left { content: ${css(foot)}; font: 8pt sans-serif } } }`,
    );
    document.adoptedStyleSheets = [sheet];
}

at('file').addEventListener('change', e => e.target.files.length && takeBundle(e.target.files[0]));
at('anchorfile').addEventListener('change', e => takeAnchors([...e.target.files]));
at('keyform').addEventListener('submit', e => {
    e.preventDefault();
    takeKey(at('keytext').value);
});
at('anchorform').addEventListener('submit', e => {
    e.preventDefault();
    const text = at('anchortext').value.replaceAll('\r\n', '\n').replace(/^\s+/, '').trimEnd();
    takeAnchor(encoded(`${text}\n`), 'what was pasted');
});
at('run').addEventListener('change', async e => {
    const [runs, parts] = [await result.bundle.runs(), await result.bundle.parts()],
        part = parts.find(({run: {id}}) => id === e.target.value);
    await show(part ?? runs.find(({id}) => id === e.target.value));
});
for (const what of ['dragover', 'drop'])
    addEventListener(what, e => {
        e.preventDefault();
        at('drop').classList.toggle('over', what === 'dragover');
        if (what === 'drop') takeFiles([...e.dataTransfer.files]);
    });
addEventListener('dragleave', () => at('drop').classList.remove('over'));
if (!globalThis.crypto?.subtle || !globalThis.DecompressionStream) {
    at('file').disabled = true;
    at('old').hidden = false;
} else at('drop').hidden = false;
