// One finding, whole.

const dw = $('#dw');
let current = null,
    back = null;
const kindOf = f => catalogue.kinds[f.kind]?.platform ?? '';
const titleOf = cite => profile.requirements.find(r => r.cite === cite)?.title ?? '';
function limits(f) {
    const parts = f.facet.split('#')[0].split('/'),
        mine = t => t.sets.filter(s => s.check === f.check && (!s.key || parts.includes(s.key)));
    const said = v => (Array.isArray(v) ? v.join(', ') : String(v));
    return Object.entries(profile.thresholds)
        .filter(([, t]) => mine(t).length)
        .map(([id, t]) =>
            pairs(
                ['Setting', `${mine(t).map(s => (s.key ? `${s.setting}.${s.key}` : s.setting)).join(', ')} (${id})`, 1],
                ['Value', `${said(t.value)} ${t.unit}`.trim()],
                ['Whose', t.authority + (t.is_regulatory ? ' (the regulation itself)' : '')],
                ['The rule says', t.rule_says],
                t.others.length
                    ? [
                          'Others',
                          t.others.map(o => `${o.value} (${o.authority}${o.seen ? '' : ', from memory'})`).join('; '),
                      ]
                    : null,
                t.reason ? ['Reason', t.reason] : null,
                t.where ? ['Set in', t.where, 1] : null,
            ),
        );
}
function answer({leaf, sha256}, size) {
    const found = kept(leaf),
        place = `${leaf} of ${size}, counted from 0`;
    if (!found) {
        const fetch =
            PAGE.segments.length === 1
                ? `gzip -dc ${PAGE.segments[0]} | sed -n ${leaf + 1}p`
                : `cat ${PAGE.segments.join(' ')} | gzip -dc | sed -n ${leaf + 1}p`;
        return el(
            'div',
            {class: 'cite'},
            pairs(['Answer', place], ['Digest', sha256, 1]),
            el('p', {class: 'q'}, 'Its text is not in this page. It lies in the bundle, in the folder of the run:'),
            pre(fetch, 'Command'),
            copy(() => fetch),
        );
    }
    const a = JSON.parse(found.line),
        result = el('span', {class: 'ver', role: 'status'}),
        texts = Object.entries(a.parameters || {}).filter(([, v]) => typeof v === 'string' && v.includes('\n')),
        rest = Object.entries(a.parameters || {}).filter(([k]) => !texts.some(([t]) => t === k)),
        // Each line is made harmless by itself; the breaks between them are ours.
        lines = text => text.split('\n').flatMap((line, n) => (n ? [el('br'), line] : [line]));
    const compute = async () => {
        result.textContent = '…';
        const good = hex(await sha(bytes(found.line))) === sha256 && (await included(leaf));
        result.textContent = good ? 'The answer is in the signed tree.' : 'The answer is not in the signed tree.';
        result.className = 'ver s-' + (good ? 'pass' : 'fail');
    };
    return el(
        'div',
        {class: 'cite'},
        pairs(
            ['Question', a.operation, 1],
            ['About', a.about, 1],
            ['Parameters', rest.length ? JSON.stringify(Object.fromEntries(rest)) : '', 1],
            ['Asked of', [a.target, a.source.endpoint, a.source.identity].filter(Boolean).join(', '), 1],
            a.source.standard ? null : ['Beware', 'This is not where the provider says its service is.'],
            ['Outcome', a.outcome + (a.code ? ` (${a.code})` : '') + (a.complete ? ', complete' : ', not complete')],
            ['Needs', a.needs, 1],
            ['When', a.asked, 1],
            ['As', a.source.caller, 1],
            ['Request id', a.source.request, 1],
            ['Collector', a.collector, 1],
            ['Taken out', (a.dropped || []).join(', ')],
        ),
        texts.map(([name, text]) => [
            el('p', {class: 'lab'}, `Sent (${name})`),
            el(
                'pre',
                {class: 'kept', tabindex: 0, role: 'region', 'aria-label': `Sent (${name})`},
                el('code', {}, lines(text)),
            ),
        ]),
        a.body == null
            ? null
            : [
                  el('p', {class: 'lab'}, 'Kept of it'),
                  el(
                      'pre',
                      {class: 'kept', tabindex: 0, role: 'region', 'aria-label': 'The answer as kept'},
                      el('code', {}, JSON.stringify(a.body, null, 1)),
                  ),
              ],
        el(
            'p',
            {},
            el('button', {type: 'button', class: 'mk', onclick: compute}, 'Hold it against the signature'),
            ' ',
            result,
        ),
        el(
            'details',
            {},
            el('summary', {}, 'For an auditor'),
            pairs(['Leaf', `${place}, ${found.path.length} steps to the root of the Merkle tree`], ['Digest', sha256, 1]),
        ),
    );
}
// What left a finding open, as scanner/reports/unseen.py has it: the causes that its own words name, else all that
// leave its control open at its target.
function causesOf(f) {
    if (f.status !== 'not_assessed' || f.standing) return [];
    const mine = coverage.unseen.map((_, i) => i).filter(i => {
            const {target, controls} = coverage.unseen[i];
            return target === f.target && controls.includes(f.control);
        }),
        alike = mine.filter(i => coverage.unseen[i].reason === f.reason),
        text = [f.seen, ...(f.asks || [])].join('; '),
        named = i => {
            const {needs, ask} = coverage.unseen[i],
                said = needs ? needs.split(/\s+/) : ask.split('; ');
            return said.some(one => one && text.includes(one));
        };
    for (const some of [alike, mine]) if (some.some(named)) return some.filter(named).map(i => PAGE.unseen[i]);
    return (alike.length ? alike : mine).map(i => PAGE.unseen[i]);
}
const whyUnseen = c => [
        el('h3', {}, 'Why it could not be seen'),
        el('p', {}, el('b', {}, c.reason), c.why ? ': ' + c.why : ''),
        pairs(['Looked for', c.asked, 1]),
        c.more ? el('p', {}, c.more) : null,
        c.advice || c.command ? el('h3', {}, 'So that it can be seen') : null,
        c.advice ? el('p', {}, c.advice[0].toUpperCase() + c.advice.slice(1) + '.') : null,
        c.command ? [pre(c.command, 'Command'), copy(() => c.command)] : null,
    ];
/* As Catalogue.fix_of: a name that means itself in every shell stands in the fix, and no other. */
const PLAIN = /^[A-Za-z0-9_/.][A-Za-z0-9_./:@+-]{0,511}$/;
function typed(f, fix) {
    const own = catalogue.kinds[f.kind]?.own ?? {},
        thing = f.name ? f.resource : '',
        said = {
            name: f.name,
            id: thing.split(thing.includes('/') ? '/' : ':').at(-1),
            resource: thing,
            site: f.site,
        };
    return fix.replace(/(?<![\w-])[A-Z]+(?:-[A-Z]+)*(?![\w-])/g, word => {
        const value = Object.hasOwn(own, word) ? (said[own[word]] ?? '') : '';
        return PLAIN.test(value) && !value.includes('://') ? value : word;
    });
}
function show(f) {
    current = f;
    const judged = catalogue.checks[f.check],
        control = controlOf(f),
        at = view.indexOf(f),
        b = $('#dwb'),
        own = judged.fixes[f.kind],
        fix = typed(f, own || judged.fix),
        todo = fix
            ? [own ? pre(fix, 'Fix') : el('p', {}, fix[0].toUpperCase() + fix.slice(1)), copy(() => fix)]
            : null,
        limit = limits(f),
        asked = judged.asked_by?.[f.kind] ?? [],
        whys = causesOf(f),
        size = statement.predicate.evidence.size;
    const cites = [...control.supports].sort((x, y) =>
        x.strength < y.strength ? -1 : x.strength > y.strength ? 1 : 0,
    );
    $('#dwpos').textContent = at < 0 ? '' : `${at + 1} of ${view.length}`;
    $('#dwp').disabled = at <= 0;
    $('#dwn').disabled = at < 0 || at >= view.length - 1;
    b.replaceChildren(
        ...[
            el(
                'p',
                {},
                status(f.status),
                f.status === 'pass' ? '' : el('span', {class: 'sev-' + f.severity}, `, ${f.severity} severity`),
            ),
            el('h2', {id: 'dwt'}, name(f)),
            el('p', {class: 'q'}, [should(f), kindOf(f), called(f.target), f.site].filter(Boolean).join(', ')),
            f.name ? el('p', {class: 'q mono any'}, f.resource) : null,
            el('p', {class: 'seen'}, f.seen),
            f.fails_in
                ? el('p', {}, `It fails in ${f.fails_in} day${f.fails_in === 1 ? '' : 's'} if nobody does anything.`)
                : null,
            f.status === 'not_assessed'
                ? el(
                      'p',
                      {},
                      f.standing
                          ? 'Never visible to this scanner: the platform does not tell, or it is not asked yet. Nothing is assumed about it.'
                          : `Not assessed: ${whys[0]?.reason ?? f.reason}. Nothing is assumed about it.`,
                  )
                : null,
            whys.map(whyUnseen),
            f.stands?.length ? [el('h3', {}, 'Where it stands'), f.stands.map(s => el('p', {class: 'mono any'}, s))] : null,
            f.sites ? pairs(['Said of', f.sites.join(', ')]) : null,
            f.asks?.length && !whys.length ? pairs(['Looked for', f.asks.join('; '), 1]) : null,
            f.owner || Object.keys(f.tags || {}).length
                ? pairs(['Owner', f.owner], ...Object.entries(f.tags || {}).map(([key, value]) => ['Tag ' + key, value]))
                : null,
            f.risk
                ? el(
                      'p',
                      {},
                      `Risk ${f.risk} of 25: likelihood ${f.likelihood}, impact ${f.impact}, one times the other${f.ephi ? '; it is declared to hold ePHI, which adds 1 to the impact' : ''}. The likelihood is an estimate: ${control.likelihood_because}`,
                  )
                : null,
            el('h3', {}, 'Why it matters'),
            el('p', {}, judged.why),
            judged.rule
                ? [el('h3', {}, 'How it is judged'), el('p', {}, judged.rule[0].toUpperCase() + judged.rule.slice(1))]
                : null,
            fix && f.status === 'not_assessed'
                ? el('details', {}, el('summary', {}, 'If it then fails'), todo)
                : fix
                  ? [el('h3', {}, own ? 'Fix on ' + platform(f) : 'Fix'), todo]
                  : null,
            el('h3', {}, 'What it supports in the rule'),
            cites.map(s =>
                el(
                    'div',
                    {class: 'cite'},
                    el('a', {href: '#r/' + s.cite}, el('b', {}, s.cite)),
                    ` ${titleOf(s.cite)}, `,
                    el(
                        'span',
                        {class: s.strength === 'direct' ? '' : 'q'},
                        s.strength === 'direct' ? 'direct' : 'supporting only: never enough alone',
                    ),
                ),
            ),
            pairs(
                [f.status === 'pass' ? 'Shows' : 'A pass would show', control.proves],
                ['Does not show', control.does_not_prove],
            ),
            asked.length ? [el('h3', {}, 'Others ask the same'), asked.map(s => el('p', {class: 'any'}, s))] : null,
            limit.length ? [el('h3', {}, limit.length > 1 ? 'Limits' : 'Limit'), limit] : null,
            el('h3', {}, f.answers.length === 1 ? 'The answer it rests on' : 'The answers it rests on'),
            f.answers.length
                ? f.answers.slice(0, 12).map(rest => answer(rest, size))
                : el('p', {class: 'q'}, 'None: nothing was asked, or nothing came.'),
            f.answers.length > 12
                ? el(
                      'p',
                      {class: 'q'},
                      `And ${f.answers.length - 12} more: leaves ${f.answers
                          .slice(12)
                          .map(r => r.leaf)
                          .join(', ')}.`,
                  )
                : null,
            el('p', {class: 'q any'}, `Check ${f.check}. Finding ${f.fingerprint}.`),
        ]
            .flat(9)
            .filter(Boolean),
    );
    if (!dw.open) {
        back = document.activeElement;
        dw.showModal();
    }
    b.scrollTop = 0;
    b.focus();
}
const step = by => {
    const f = view[view.indexOf(current) + by];
    if (current && f) {
        history.replaceState(null, '', '#f/' + f.fingerprint);
        show(f);
    }
};
$('#dwp').addEventListener('click', () => step(-1));
$('#dwn').addEventListener('click', () => step(1));
$('#dwx').addEventListener('click', () => dw.close());
dw.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 'j') step(1);
    if (e.key === 'k') step(-1);
});
dw.addEventListener('click', e => {
    if (e.target === dw) dw.close();
});
dw.addEventListener('close', () => {
    if (location.hash.startsWith('#f/')) history.replaceState(null, '', location.pathname + location.search);
    const again = tb.querySelector(`[data-id="${current?.fingerprint}"]`);
    (back?.isConnected && back !== document.body ? back : again)?.focus?.({preventScroll: true});
});
function route() {
    let h;
    try {
        h = decodeURIComponent(location.hash.slice(1));
    } catch {
        return;
    }
    if (h.startsWith('f/')) {
        const f = rows.find(x => x.fingerprint === h.slice(2));
        if (f) show(f);
        return;
    }
    if (dw.open) dw.close();
    if (h.startsWith('c/')) cited(h.slice(2));
    if (h.startsWith('r/')) {
        const d = document.getElementById(h);
        if (d) {
            only(false);
            d.open = true;
            d.scrollIntoView({block: 'center', behavior: 'instant'});
            $('summary', d).focus({preventScroll: true});
        }
    }
}
onWindow('hashchange', route);
