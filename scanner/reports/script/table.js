// The findings: filters, search, and the rows that are in sight.

const controlOf = f => profile.controls[f.control],
    name = f => f.name || f.resource;
const titles = new Map(coverage.targets.map(t => [t.name, t.title || (t.target === t.name ? '' : t.target)])),
    all = [...titles.values()],
    alike = new Set(all.filter((title, i) => all.indexOf(title) !== i)),
    called = target => (titles.get(target) ? `${titles.get(target)}, ${target}` : target);
// As scanner/judging/coverage.py has it: two accounts may have one name.
const short = target => {
    const title = titles.get(target);
    return !title ? target : alike.has(title) ? `${title} ${target}` : title;
};
const title = f => catalogue.checks[f.check].title;
// Of what does not hold the title says what should.
const should = f => (['pass', 'not_applicable'].includes(f.status) ? title(f) : 'Should be: ' + title(f));
const owners = rows.some(f => f.owner);
const platform = f => catalogue.kinds[f.kind]?.platform || f.target.split(':')[0];
const searched = f =>
    (f.text ??= [
        f.name,
        f.resource,
        called(f.target),
        f.site,
        ...(f.sites || []),
        f.seen,
        f.check,
        title(f),
        f.control,
        controlOf(f).title,
        platform(f),
        PAGE.states[f.status],
        f.reason,
        f.owner,
        ...Object.values(f.tags || {}),
        f.fingerprint,
        ...controlOf(f).supports.map(s => s.cite),
    ]
        .join(' ')
        .toLowerCase());
// What stands on any night is counted apart, as on the first screen, and shown with what needs action.
const group = f => (f.standing ? 'standing' : f.status),
    GROUPS = ALL.flatMap(s => (s === 'not_assessed' && rows.some(f => f.standing) ? [s, 'standing'] : [s])),
    ACTION = GROUPS.filter(s => s === 'standing' || PAGE.action.includes(s));
const F = {q: '', v: '', p: '', o: '', c: '', s: new Set(ACTION)};
let view = [],
    drawn = -1;
const vp = $('#vp'),
    tb = $('#fb'),
    narrow = matchMedia('(max-width:640px)');
const height = () => (narrow.matches ? 124 : 56);
const address = f => {
    location.hash = 'f/' + f.fingerprint;
};
function line(f, i) {
    const open = () => address(f);
    return el(
        'tr',
        {
            class: 'f',
            'aria-rowindex': i + 2,
            onclick: e => {
                if (!e.target.closest('button') && !getSelection().toString()) open();
            },
        },
        el('td', {}, status(f.status)),
        el('td', {class: 'sev-' + f.severity}, f.severity),
        el(
            'th',
            {scope: 'row'},
            el('button', {class: 'lk one', type: 'button', onclick: open, 'data-id': f.fingerprint}, name(f)),
            el('span', {class: 'q one'}, short(f.target) + '. ' + should(f)),
        ),
        el('td', {}, el('span', {class: 'two'}, f.seen)),
        owners ? el('td', {class: 'ow q'}, f.owner) : null,
        el('td', {class: 'r'}, f.risk || '–'),
    );
}
function draw(force) {
    const h = height(),
        first = Math.max(0, Math.floor(vp.scrollTop / h) - 6),
        last = Math.min(view.length, first + Math.ceil(vp.clientHeight / h) + 12);
    if (!force && first === drawn) return;
    drawn = first;
    const had = document.activeElement?.dataset?.id;
    const spacer = px => {
        const td = el('td', {colspan: owners ? 6 : 5});
        td.style.height = px + 'px';
        return el('tr', {class: 'sp', 'aria-hidden': 'true'}, td);
    };
    if (view.length)
        tb.replaceChildren(
            spacer(first * h),
            ...view.slice(first, last).map((f, i) => line(f, first + i)),
            spacer((view.length - last) * h),
        );
    else
        tb.replaceChildren(
            el(
                'tr',
                {},
                el(
                    'td',
                    {colspan: owners ? 6 : 5},
                    rows.length ? 'No finding matches. ' : 'This run has no findings. ',
                    rows.length ? el('button', {type: 'button', onclick: clear}, 'Clear the filters') : null,
                ),
            ),
        );
    if (had) tb.querySelector(`[data-id="${had}"]`)?.focus({preventScroll: true});
}
const untouched = () =>
    !F.q && !F.v && !F.p && !F.o && !F.c && F.s.size === ACTION.length && ACTION.every(s => F.s.has(s));
function apply() {
    const words = F.q.toLowerCase().split(/\s+/).filter(Boolean);
    view = rows.filter(
        f =>
            F.s.has(group(f)) &&
            (!F.v || f.severity === F.v) &&
            (!F.p || platform(f) === F.p) &&
            (!F.o || f.owner === F.o) &&
            (!F.c || controlOf(f).supports.some(s => s.cite === F.c)) &&
            words.every(w => searched(f).includes(w)),
    );
    $('#ft').setAttribute('aria-rowcount', view.length + 1);
    vp.scrollTop = 0;
    draw(true);
    const away = rows.length - view.length;
    $('#count').textContent = `${digits(view.length)} of ${digits(rows.length)} findings; ${digits(away)} hidden by the filters`;
    $('#reset').hidden = untouched();
}
function choose(states) {
    F.s = new Set(states);
    for (const box of $$('#fs input')) box.checked = F.s.has(box.value);
}
function clear() {
    F.q = F.v = F.p = F.o = F.c = '';
    for (const id of ['fq', 'fv', 'fp', 'fo', 'fc']) $('#' + id).value = '';
    choose(ACTION);
    apply();
}
function cited(cite) {
    clear();
    F.c = $('#fc').value = cite;
    choose(GROUPS);
    apply();
    $('#findings').scrollIntoView();
}
for (const s of GROUPS) {
    const box = el('input', {
        type: 'checkbox',
        value: s,
        onchange: e => {
            if (e.target.checked) F.s.add(s);
            else F.s.delete(s);
            apply();
        },
    });
    const said = s === 'standing' ? [icon('not_assessed'), PAGE.standing] : status(s);
    $('#fs').append(el('label', {}, box, said, el('b', {}, digits(rows.filter(f => group(f) === s).length))));
}
const options = (select, values) =>
    $(select).append(...[...new Set(values)].sort().map(v => el('option', {value: v}, v)));
options('#fp', rows.map(platform));
options('#fo', rows.map(f => f.owner).filter(Boolean));
options(
    '#fc',
    Object.values(profile.controls).flatMap(c => c.supports.map(s => s.cite)),
);
$('#fq').addEventListener('input', e => {
    F.q = e.target.value;
    if (F.q) choose(GROUPS);
    apply();
});
for (const [id, key] of [
    ['fv', 'v'],
    ['fp', 'p'],
    ['fo', 'o'],
    ['fc', 'c'],
])
    $('#' + id).addEventListener('change', e => {
        F[key] = e.target.value;
        apply();
    });
$('#filters').addEventListener('submit', e => e.preventDefault());
$('#reset').addEventListener('click', clear);
vp.addEventListener('scroll', () => requestAnimationFrame(() => draw()), {passive: true});
onWindow('resize', () => draw(true));
for (const part of $$('main [hidden]')) part.hidden = false;
$('#fow').hidden = !owners;
if (!owners) $('#ft thead .ow').remove();
else $('#ft').classList.add('owned');
$('#unopened').remove();
choose(ACTION);
apply();
