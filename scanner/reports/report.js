'use strict';
(() => {
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];

// ---- what the page carries
// A block is JSON with every `<` written as a tab, so that no text can end its element: back come the exact bytes.
const block = id => document.getElementById(id).textContent.replaceAll('\t', '<');
const FINDINGS = block('findings.jsonl'), CATALOGUE = block('catalogue.json'), PROFILE = block('profile.json');
const SIGNED = {'findings.jsonl': FINDINGS, 'catalogue.json': CATALOGUE, 'profile.json': PROFILE};
const ENVELOPE = JSON.parse(block('envelope')), KEPT = JSON.parse(block('kept')), PAGE = JSON.parse(block('page'));
const catalogue = JSON.parse(CATALOGUE), profile = JSON.parse(PROFILE);
const ALL = Object.keys(PAGE.states).filter(s => s !== 'no_record'), SEVERITIES = ['critical', 'high', 'medium', 'low'];
const rows = FINDINGS.split('\n').filter(Boolean).map(line => JSON.parse(line));
const weight = f => [ALL.indexOf(f.status), f.standing ? 1 : 0, -f.risk, SEVERITIES.indexOf(f.severity)];
for (const f of rows) f.weight = weight(f);
const worst = (a, b) => { for (let i = 0; i < 4; i++) if (a.weight[i] !== b.weight[i]) return a.weight[i] - b.weight[i]; return 0; };
rows.sort(worst);  // stable: equal ones stay in the order that was sealed

// ---- text enters the page as text, and only here; what no screen shows is written out
const hidden = /[^\P{C}\n]|\p{Zl}|\p{Zp}|[^\P{Zs} ]/gu;
const written = c => { const n = c.codePointAt(0); return n < 256 ? '\\x' + n.toString(16).padStart(2, '0') : n < 65536 ? '\\u' + n.toString(16).padStart(4, '0') : '\\U' + n.toString(16).padStart(8, '0'); };
const visible = text => String(text).replace(hidden, written);
function el(tag, attributes = {}, ...kids) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (name === 'class') node.className = value;
    else if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value);
  node.append(...kids.flat(9).filter(kid => kid != null && kid !== '').map(kid => kid instanceof Node ? kid : visible(kid)));
  return node;
}
function icon(state) {
  const NS = 'http://www.w3.org/2000/svg', svg = document.createElementNS(NS, 'svg'), use = document.createElementNS(NS, 'use');
  svg.setAttribute('class', 'i s-' + state); svg.setAttribute('aria-hidden', 'true'); use.setAttribute('href', '#i-' + state); svg.append(use);
  return svg;
}
const status = state => el('span', {class: 'st s-' + state}, icon(state), PAGE.states[state]);
const say = text => { $('#live').textContent = text; };
const pairs = (...list) => el('dl', {class: 'kv'}, list.filter(p => p && p[1] != null && p[1] !== '').map(([name, value, mono]) => [el('dt', {}, name), el('dd', mono ? {class: 'mono'} : {}, value)]));
function copy(text, label = 'Copy') {
  const click = async e => {
    const button = e.currentTarget;
    try { await navigator.clipboard.writeText(text()); }
    catch { const t = el('textarea', {class: 'vh', 'aria-label': 'Copied text'}); t.value = text(); (dw.open ? dw : document.body).append(t); t.select(); document.execCommand('copy'); t.remove(); button.focus(); }
    button.textContent = 'Copied'; say('Copied'); setTimeout(() => { button.textContent = label; }, 1600);
  };
  return el('button', {type: 'button', class: 'cp', onclick: click}, label);
}
const pre = (text, label) => el('pre', {tabindex: 0, role: 'region', 'aria-label': label}, el('code', {}, text));

// ---- the table
const controlOf = f => profile.controls[f.control], name = f => f.name || f.resource;
const title = f => catalogue.checks[f.check].title;
const platform = f => catalogue.kinds[f.kind]?.platform || f.target.split(':')[0];
const searched = f => f.text ??= [f.name, f.resource, f.target, f.site, f.seen, f.check, title(f), f.control, controlOf(f).title, platform(f), PAGE.states[f.status], f.reason, f.fingerprint, ...controlOf(f).supports.map(s => s.cite)].join(' ').toLowerCase();
const F = {q: '', v: '', p: '', c: '', s: new Set(PAGE.action)};
let view = [], drawn = -1;
const vp = $('#vp'), tb = $('#fb'), narrow = matchMedia('(max-width:640px)');
const height = () => narrow.matches ? 124 : 56;
const address = f => { location.hash = 'f/' + f.fingerprint; };
function line(f, i) {
  const open = () => address(f);
  return el('tr', {class: 'f', 'aria-rowindex': i + 2, onclick: e => { if (!e.target.closest('button') && !getSelection().toString()) open(); }},
    el('td', {}, status(f.status)), el('td', {class: 'sev-' + f.severity}, f.severity),
    el('th', {scope: 'row'}, el('button', {class: 'lk one', type: 'button', onclick: open, 'data-id': f.fingerprint}, name(f)), el('span', {class: 'q one'}, title(f) + ', ' + f.target)),
    el('td', {}, el('span', {class: 'two'}, f.seen)), el('td', {class: 'r'}, f.risk || '–'));
}
function draw(force) {
  const h = height(), first = Math.max(0, Math.floor(vp.scrollTop / h) - 6), last = Math.min(view.length, first + Math.ceil(vp.clientHeight / h) + 12);
  if (!force && first === drawn) return;
  drawn = first;
  const had = document.activeElement?.dataset?.id;
  const spacer = px => { const td = el('td', {colspan: 5}); td.style.height = px + 'px'; return el('tr', {class: 'sp', 'aria-hidden': 'true'}, td); };
  if (view.length) tb.replaceChildren(spacer(first * h), ...view.slice(first, last).map((f, i) => line(f, first + i)), spacer((view.length - last) * h));
  else tb.replaceChildren(el('tr', {}, el('td', {colspan: 5}, rows.length ? 'No finding matches. ' : 'This run has no findings. ', rows.length ? el('button', {type: 'button', onclick: clear}, 'Clear the filters') : null)));
  if (had) tb.querySelector(`[data-id="${had}"]`)?.focus({preventScroll: true});
}
const untouched = () => !F.q && !F.v && !F.p && !F.c && F.s.size === PAGE.action.length && PAGE.action.every(s => F.s.has(s));
function apply() {
  const words = F.q.toLowerCase().split(/\s+/).filter(Boolean);
  view = rows.filter(f => F.s.has(f.status) && (!F.v || f.severity === F.v) && (!F.p || platform(f) === F.p) && (!F.c || controlOf(f).supports.some(s => s.cite === F.c)) && words.every(w => searched(f).includes(w)));
  $('#ft').setAttribute('aria-rowcount', view.length + 1); vp.scrollTop = 0; draw(true);
  const away = rows.length - view.length;
  $('#count').textContent = `${view.length} of ${rows.length} findings; ${away} hidden by the filters`;
  $('#reset').hidden = untouched();
}
function choose(states) { F.s = new Set(states); for (const box of $$('#fs input')) box.checked = F.s.has(box.value); }
function clear() { F.q = F.v = F.p = F.c = ''; for (const id of ['fq', 'fv', 'fp', 'fc']) $('#' + id).value = ''; choose(PAGE.action); apply(); }
function cited(cite) { clear(); F.c = $('#fc').value = cite; choose(ALL); apply(); $('#findings').scrollIntoView(); }
for (const s of ALL) {
  const box = el('input', {type: 'checkbox', value: s, onchange: e => { if (e.target.checked) F.s.add(s); else F.s.delete(s); apply(); }});
  $('#fs').append(el('label', {}, box, status(s), el('b', {}, rows.filter(f => f.status === s).length)));
}
const options = (select, values) => $(select).append(...[...new Set(values)].sort().map(v => el('option', {value: v}, v)));
options('#fp', rows.map(platform)); options('#fc', Object.values(profile.controls).flatMap(c => c.supports.map(s => s.cite)));
$('#fq').addEventListener('input', e => { F.q = e.target.value; if (F.q) choose(ALL); apply(); });
for (const [id, key] of [['fv', 'v'], ['fp', 'p'], ['fc', 'c']]) $('#' + id).addEventListener('change', e => { F[key] = e.target.value; apply(); });
$('#filters').addEventListener('submit', e => e.preventDefault()); $('#reset').addEventListener('click', clear);
vp.addEventListener('scroll', () => requestAnimationFrame(() => draw()), {passive: true}); addEventListener('resize', () => draw(true));
for (const part of $$('main [hidden]')) part.hidden = false;
choose(PAGE.action); apply();

// ---- the page's own check
const bytes = text => new TextEncoder().encode(text), fromHex = s => Uint8Array.from(s.match(/../g) || [], x => parseInt(x, 16));
const hex = b => [...new Uint8Array(b)].map(x => x.toString(16).padStart(2, '0')).join(''), from64 = s => Uint8Array.from(atob(s), c => c.charCodeAt(0));
function join(...parts) { const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0)); let at = 0; for (const p of parts) { all.set(p, at); at += p.length; } return all; }
const sha = async b => new Uint8Array(await crypto.subtle.digest('SHA-256', b));
const payload = from64(ENVELOPE.payload), statement = JSON.parse(new TextDecoder().decode(payload));
const digest = name => statement.subject.find(s => s.name === name)?.digest.sha256;
// Web Crypto wants both halves of an ECDSA signature at full length; DER drops zeros and adds them.
function halves(der) { let at = 2; const half = () => { const n = der[at + 1], part = der.slice(at + 2, at + 2 + n); at += 2 + n; const full = new Uint8Array(32), cut = part.slice(-32); full.set(cut, 32 - cut.length); return full; }; return join(half(), half()); }
async function signature() {
  const der = from64(PAGE.public), said = ENVELOPE.signatures[0], type = ENVELOPE.payloadType;
  if ('SHA256:' + hex(await sha(der)) !== said.keyid || said.keyid !== statement.predicate.signed_by) return false;
  const signed = join(bytes(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload), sig = from64(said.sig);
  if (PAGE.alg === 'ed25519') return crypto.subtle.verify('Ed25519', await crypto.subtle.importKey('spki', der, {name: 'Ed25519'}, false, ['verify']), sig, signed);
  const p256 = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
  return crypto.subtle.verify(p256, await crypto.subtle.importKey('spki', der, p256, false, ['verify']), halves(sig), signed);
}
async function changed() {
  for (const [name, text] of Object.entries(SIGNED)) if (hex(await sha(bytes(text))) !== digest(name)) return name;
  for (const id of Object.keys(KEPT)) if (!await included(Number(id))) return 'an answer';
  return '';
}
// RFC 9162, 2.1.3.2: up from the leaf, left or right as its place says.
async function included(leaf) {
  const {line: text, path} = KEPT[leaf], {root, size} = statement.predicate.evidence;
  let at = leaf, last = size - 1, found = await sha(join(Uint8Array.of(0), bytes(text)));
  for (const step of path.map(fromHex)) {
    if (last === 0) return false;
    if (at % 2 || at === last) { found = await sha(join(Uint8Array.of(1), step, found)); while (at && at % 2 === 0) { at = at / 2; last = Math.floor(last / 2); } }
    else found = await sha(join(Uint8Array.of(1), found, step));
    at = Math.floor(at / 2); last = Math.floor(last / 2);
  }
  return last === 0 && hex(found) === root && root === digest('evidence');
}
function verdict(good, text) {
  $('#self').textContent = text; $('#self2').textContent = text + (good ? ' It cannot tell you whose key this is.' : '');
  if (good === false) {
    $('#seal').replaceChildren(el('p', {}, el('b', {}, 'Do not rely on this page.'), ' ', $('#self'), ' Ask for the bundle, and ', el('a', {href: '#proof'}, 'verify that'), '.'));
    $('#self').setAttribute('role', 'alert');
  }
  $('#seal').classList.add(good === true ? 'good' : good === false ? 'bad' : 'none');
}
(async () => {
  if (!globalThis.crypto?.subtle) return verdict(null, 'This browser cannot check it here.');
  try {
    const what = await changed();
    if (what) return verdict(false, `What this page shows is not what was signed: ${what} was changed.`);
  } catch { return verdict(false, 'What this page carries cannot be read as what was signed.'); }
  if (!PAGE.public) return verdict(null, 'The key is not in this page, so its signature was not checked.');
  try { return await signature() ? verdict(true, 'The findings in this page agree with the signature; a convenience, not proof.') : verdict(false, 'The signature does not match.'); }
  catch (err) { return err.name === 'NotSupportedError' ? verdict(null, 'This browser cannot check such a key.') : verdict(false, 'The signature cannot be read.'); }
})();

// ---- the drawer
const dw = $('#dw'); let current = null, back = null;
function limits(f) {
  const parts = f.facet.split('/'), mine = ([, t]) => t.sets.some(s => s.check === f.check && (!s.key || parts.includes(s.key)));
  const said = v => Array.isArray(v) ? v.join(', ') : String(v);
  return Object.entries(profile.thresholds).filter(mine).map(([id, t]) => pairs(
    ['Setting', id, 1], ['Value', `${said(t.value)} ${t.unit}`.trim()], ['Whose', t.authority + (t.is_regulatory ? ' (the regulation itself)' : '')], ['The rule says', t.rule_says],
    t.others.length ? ['Others', t.others.map(o => `${o.value} (${o.authority}${o.seen ? '' : ', from memory'})`).join('; ')] : null,
    t.reason ? ['Reason', t.reason] : null, t.where ? ['Set in', t.where, 1] : null));
}
function answer({leaf, sha256}, size) {
  const kept = KEPT[leaf], place = `${leaf + 1} of ${size}`;
  if (!kept) {
    const fetch = PAGE.segments.length === 1 ? `gzip -dc ${PAGE.segments[0]} | sed -n ${leaf + 1}p` : `cat ${PAGE.segments.join(' ')} | gzip -dc | sed -n ${leaf + 1}p`;
    return el('div', {class: 'cite'}, pairs(['Answer', place], ['Digest', sha256, 1]), el('p', {class: 'q'}, 'Its text is not in this page. It lies in the bundle, in the folder of the run:'), pre(fetch, 'Command'), copy(() => fetch));
  }
  const a = JSON.parse(kept.line), result = el('span', {class: 'ver', role: 'status'}), some = v => v && Object.keys(v).length ? JSON.stringify(v) : '';
  const compute = async () => {
    result.textContent = '…';
    const good = hex(await sha(bytes(kept.line))) === sha256 && await included(leaf);
    result.textContent = good ? 'The answer is in the signed tree.' : 'The answer is not in the signed tree.'; result.className = 'ver s-' + (good ? 'pass' : 'fail');
  };
  return el('div', {class: 'cite'}, pairs(['Question', a.operation, 1], ['About', a.about, 1], ['Parameters', some(a.parameters), 1], ['Asked of', [a.target, a.source.endpoint, a.source.identity].filter(Boolean).join(', '), 1],
    a.source.standard ? null : ['Beware', 'This is not where the provider says its service is.'],
    ['Outcome', a.outcome + (a.code ? ` (${a.code})` : '') + (a.complete ? ', complete' : ', not complete')], ['Needs', a.needs, 1], ['When', a.asked, 1], ['As', a.source.caller, 1], ['Request id', a.source.request, 1], ['Collector', a.collector, 1], ['Taken out', (a.dropped || []).join(', ')]),
    a.body == null ? null : [el('p', {class: 'lab'}, 'Kept of it'), el('pre', {class: 'kept', tabindex: 0, role: 'region', 'aria-label': 'The answer as kept'}, el('code', {}, JSON.stringify(a.body, null, 1)))],
    pairs(['Leaf', `${place}, ${kept.path.length} steps to the root`], ['Digest', sha256, 1]), el('p', {}, el('button', {type: 'button', class: 'mk', onclick: compute}, 'Compute the Merkle proof'), ' ', result));
}
function show(f) {
  current = f;
  const judged = catalogue.checks[f.check], control = controlOf(f), at = view.indexOf(f), b = $('#dwb'), own = judged.fixes[f.kind], fix = own || judged.fix, limit = limits(f), size = statement.predicate.evidence.size;
  const cites = [...control.supports].sort((x, y) => x.strength < y.strength ? -1 : x.strength > y.strength ? 1 : 0);
  $('#dwpos').textContent = at < 0 ? '' : `${at + 1} of ${view.length}`; $('#dwp').disabled = at <= 0; $('#dwn').disabled = at < 0 || at >= view.length - 1;
  b.replaceChildren(...[
    el('p', {}, status(f.status), f.status === 'pass' ? '' : el('span', {class: 'sev-' + f.severity}, `, ${f.severity} severity`)),
    el('h2', {id: 'dwt'}, name(f)), el('p', {class: 'q'}, `${judged.title}, ${platform(f)} ${f.target}${f.site ? ', ' + f.site : ''}`), f.name ? el('p', {class: 'q mono any'}, f.resource) : null,
    el('p', {class: 'seen'}, f.seen),
    f.status === 'not_assessed' ? el('p', {}, f.standing ? 'Cannot be answered here on any night. Nothing is assumed about it.' : `Not assessed: ${f.reason}. Nothing is assumed about it.`) : null,
    f.asks?.length ? pairs(['Asked', f.asks.join('; '), 1]) : null,
    f.risk ? el('p', {}, `Risk ${f.risk} of 25: likelihood ${f.likelihood}, impact ${f.impact}${f.ephi ? ', for it holds ePHI' : ''}. The likelihood is an estimate: ${control.likelihood_because}`) : null,
    el('h3', {}, 'Why it matters'), el('p', {}, judged.why),
    fix ? [el('h3', {}, own ? 'Fix on ' + platform(f) : 'Fix'), own ? pre(fix, 'Fix') : el('p', {}, fix[0].toUpperCase() + fix.slice(1)), copy(() => fix)] : null,
    el('h3', {}, 'What it supports in the rule'), cites.map(s => el('div', {class: 'cite'}, el('a', {href: '#r/' + s.cite}, el('b', {}, s.cite)), ' ', el('span', {class: s.strength === 'direct' ? '' : 'q'}, s.strength === 'direct' ? 'direct' : 'supporting only: never enough alone'))),
    pairs([f.status === 'pass' ? 'Shows' : 'A pass would show', control.proves], ['Does not show', control.does_not_prove]),
    limit.length ? [el('h3', {}, limit.length > 1 ? 'Limits' : 'Limit'), limit] : null,
    el('h3', {}, f.answers.length === 1 ? 'The answer it rests on' : 'The answers it rests on'), f.answers.length ? f.answers.slice(0, 12).map(rest => answer(rest, size)) : el('p', {class: 'q'}, 'None: nothing was asked, or nothing came.'),
    f.answers.length > 12 ? el('p', {class: 'q'}, `And ${f.answers.length - 12} more: leaves ${f.answers.slice(12).map(r => r.leaf + 1).join(', ')}.`) : null,
    el('p', {class: 'q any'}, `Check ${f.check}. Finding ${f.fingerprint}.`)].flat(9).filter(Boolean));
  if (!dw.open) { back = document.activeElement; dw.showModal(); }
  b.scrollTop = 0; b.focus();
}
const step = by => { const f = view[view.indexOf(current) + by]; if (current && f) { history.replaceState(null, '', '#f/' + f.fingerprint); show(f); } };
$('#dwp').addEventListener('click', () => step(-1)); $('#dwn').addEventListener('click', () => step(1)); $('#dwx').addEventListener('click', () => dw.close());
dw.addEventListener('keydown', e => { if (e.ctrlKey || e.metaKey || e.altKey) return; if (e.key === 'j') step(1); if (e.key === 'k') step(-1); });
dw.addEventListener('click', e => { if (e.target === dw) dw.close(); });
dw.addEventListener('close', () => { if (location.hash.startsWith('#f/')) history.replaceState(null, '', location.pathname + location.search); const again = tb.querySelector(`[data-id="${current?.fingerprint}"]`); (back?.isConnected && back !== document.body ? back : again)?.focus?.({preventScroll: true}); });
function route() {
  let h; try { h = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  if (h.startsWith('f/')) { const f = rows.find(x => x.fingerprint === h.slice(2)); if (f) show(f); return; }
  if (dw.open) dw.close();
  if (h.startsWith('c/')) cited(h.slice(2));
  if (h.startsWith('r/')) { const d = document.getElementById(h); if (d) { only(false); d.open = true; d.scrollIntoView({block: 'center', behavior: 'instant'}); $('summary', d).focus({preventScroll: true}); } }
}
addEventListener('hashchange', route);

// ---- the rule, the contents, paper
const only = on => { $('#tree').classList.toggle('only', on); $('#onlyopen').setAttribute('aria-pressed', on); };
$('#onlyopen').addEventListener('click', () => only(!$('#tree').classList.contains('only')));
$('#unfold').addEventListener('click', e => { const on = e.target.textContent === 'Unfold all'; for (const d of $$('.row')) d.open = on; e.target.textContent = on ? 'Fold all' : 'Unfold all'; });
for (const b of $$('.cp[data-for]')) b.replaceWith(copy(() => document.getElementById(b.dataset.for).textContent));
const links = $$('nav a'), seen = new IntersectionObserver(es => { for (const e of es) if (e.isIntersecting) for (const l of links) if (l.getAttribute('href') === '#' + e.target.id) l.setAttribute('aria-current', 'true'); else l.removeAttribute('aria-current'); }, {rootMargin: '-15% 0px -75% 0px'});
for (const s of $$('.sec1')) seen.observe(s);
// A table of thousands is no reading on paper: what is filtered is printed, and the count says how much that is.
addEventListener('beforeprint', () => { tb.replaceChildren(...view.slice(0, 2000).map(line)); }); addEventListener('afterprint', () => draw(true));
addEventListener('load', () => setTimeout(route));  // after the browser's own jump, which takes the focus away
})();
