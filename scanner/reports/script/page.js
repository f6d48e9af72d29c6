// The findings, and how text enters the page. The files of this folder are joined in the order of html.py, behind what
// makes `HELD`: in a report that is embedded.js, in the viewer the bundle that was dropped.

const $ = (s, r = document) => r.querySelector(s),
    $$ = (s, r = document) => [...r.querySelectorAll(s)];

const {rows, catalogue, profile, coverage, statement, kept, page: PAGE} = HELD;
// The viewer shows another run in the place of this one.
const onWindow = (what, then) => addEventListener(what, then, {signal: HELD.life});
const ALL = Object.keys(PAGE.states).filter(s => s !== 'no_record'),
    SEVERITIES = ['critical', 'high', 'medium', 'low'];
const weight = f => [ALL.indexOf(f.status), f.standing ? 1 : 0, -f.risk, SEVERITIES.indexOf(f.severity)];
for (const f of rows) f.weight = weight(f);
const worst = (a, b) => {
    for (let i = 0; i < 4; i++) if (a.weight[i] !== b.weight[i]) return a.weight[i] - b.weight[i];
    return 0;
};
rows.sort(worst); // stable: equal ones stay in the order that was sealed

// Text enters the page as text, and only here; what no screen shows is written out.
const hidden = /[^\P{C}\n]|\p{Zl}|\p{Zp}|[^\P{Zs} ]/gu;
const written = c => {
    const n = c.codePointAt(0);
    return n < 256
        ? '\\x' + n.toString(16).padStart(2, '0')
        : n < 65536
          ? '\\u' + n.toString(16).padStart(4, '0')
          : '\\U' + n.toString(16).padStart(8, '0');
};
const digits = n => String(n).replace(/\B(?=(\d{3})+$)/g, ' ');
const visible = text => String(text).replace(hidden, written);
function el(tag, attributes = {}, ...kids) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
        if (name === 'class') node.className = value;
        else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
        else node.setAttribute(name, value);
    node.append(
        ...kids
            .flat(9)
            .filter(kid => kid != null && kid !== '')
            .map(kid => (kid instanceof Node ? kid : visible(kid))),
    );
    return node;
}
function icon(state) {
    const NS = 'http://www.w3.org/2000/svg',
        svg = document.createElementNS(NS, 'svg'),
        use = document.createElementNS(NS, 'use');
    svg.setAttribute('class', 'i s-' + state);
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', '#i-' + state);
    svg.append(use);
    return svg;
}
const status = state => el('span', {class: 'st s-' + state}, icon(state), PAGE.states[state]);
const say = text => {
    $('#live').textContent = text;
};
const pairs = (...list) =>
    el(
        'dl',
        {class: 'kv'},
        list
            .filter(p => p && p[1] != null && p[1] !== '')
            .map(([name, value, mono]) => [el('dt', {}, name), el('dd', mono ? {class: 'mono'} : {}, value)]),
    );
function copy(text, label = 'Copy') {
    const click = async e => {
        const button = e.currentTarget;
        try {
            await navigator.clipboard.writeText(text());
        } catch {
            const t = el('textarea', {class: 'vh', 'aria-label': 'Copied text'});
            t.value = text();
            (dw.open ? dw : document.body).append(t);
            t.select();
            document.execCommand('copy');
            t.remove();
            button.focus();
        }
        button.textContent = 'Copied';
        say('Copied');
        setTimeout(() => {
            button.textContent = label;
        }, 1600);
    };
    return el('button', {type: 'button', class: 'cp', onclick: click}, label);
}
const pre = (text, label) => el('pre', {tabindex: 0, role: 'region', 'aria-label': label}, el('code', {}, text));
