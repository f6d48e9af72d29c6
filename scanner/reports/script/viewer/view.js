// The night in the words of the page: scanner/reports/page.py, rule_page.py, tally.py, figures.py and proof_page.py.

const CORE_ROWS = ['administrative', 'physical', 'technical'],
    ROW_BAR = ['pass', 'accepted', 'stale', 'not_assessed', 'fail'],
    BAR = 80,
    are = count => (count === 1 ? 'is' : 'are'),
    citePart = row => row.requirement.cite.split('(')[0],
    openOf = rows => rows.filter(row => SAID.open.includes(row.state)).length,
    countIn = (counts, state) => `${threes(counts[state])} ${SAID.states[state].count}`;
// Python rounds a half to the even digit.
function tenths(value) {
    const half = (value * 4) % 2 === 1 || (value * 4) % 4 === 3,
        down = Math.floor(value * 10);
    return (half ? (down % 2 ? down + 1 : down) / 10 : value).toFixed(1);
}
// `§164.308, 310 and 312`.
function partsOf(rows) {
    const [first, ...rest] = unique(rows.map(citePart)),
        short = rest.map(part => part.replace(/^164\./, ''));
    return '§' + filled(' and ', [first, ...short.slice(0, -1)].join(', '), short.at(-1));
}
// How many of a sort: `19 standards, 14 required`.
function sortsOf(rows) {
    const sort = ({requirement: r}) => (r.kind === 'standard' ? 'standard' : (r.designation ?? '')),
        counts = grouped(rows, sort);
    return SAID.sorts
        .filter(([name]) => counts.has(name))
        .map(([name, one, many]) => counting(counts.get(name).length, one, many))
        .join(', ');
}

// Who has looked at a run, when, and what they said of it.
function reviewed({who, role, place: {sealed}, note, doubt, pinned}) {
    const said = `by ${who}, ${role}, ${day(sealed)}, ${sealed.slice(11, 19)} UTC${note && `: ${note}`}`;
    if (doubt) return `${said}. It does not count: ${doubt}`;
    return pinned ? said : `${said}. So says the keyring that came with it, whose number you have not given`;
}

class Line {
    constructor(row, profile) {
        this.row = row;
        this.word = SAID.states[row.state].word;
        this.needs = [...SAID.open, 'stale'].includes(row.state);
        this.waits = row.state === 'no_record' ? (row.requirement.evidence.attestation ?? '') : '';
        this.said = STATUSES.filter(s => !SAID.action.includes(s) && row.direct[s]).map(s => countIn(row.direct, s)).join(', ');
        this.still = SAID.action.filter(s => row.direct[s]).map(s => [s, countIn(row.direct, s)]);
        const supporters = row.controls.map(([id, strength]) => {
            const {title, proves, does_not_prove} = profile.controls[id];
            return {id, title, proves, does_not_prove, direct: strength === 'direct'};
        });
        this.controls = [...supporters.filter(s => s.direct), ...supporters.filter(s => !s.direct)];
    }

    get bar() {
        const counts = ROW_BAR.map(state => [state, this.row.direct[state] ?? 0]),
            total = counts.reduce((sum, [, count]) => sum + count, 0),
            pieces = [];
        let done = 0;
        for (const [state, count] of counts) {
            if (count) {
                const width = Math.max(1.5, (BAR * count) / total - 0.6);
                pieces.push([state, tenths((BAR * done) / total), tenths(width)]);
            }
            done += count;
        }
        return pieces;
    }
}

class Rule {
    constructor({rows, profile}) {
        this.rows = rows;
        this.sections = SAID.sections
            .map(([id, title]) => {
                const mine = rows.filter(row => row.requirement.safeguard === id),
                    said = `${threes(openOf(mine))} of ${threes(mine.length)} open`;
                return {id, title, said, lines: mine.map(row => new Line(row, profile)), part: mine.length && '§' + citePart(mine[0])};
            })
            .filter(section => section.lines.length);
        this.chart = this.sections.filter(section => CORE_ROWS.includes(section.id));
        const have = new Set(rows.map(row => row.state)),
            order = unique(['fail', 'no_record', ...STATUSES]).filter(state => have.has(state));
        this.legend = new Map(order.map(state => [state, SAID.states[state].word]));
        this.core = rows.filter(row => CORE_ROWS.includes(row.requirement.safeguard));
        this.others = rows.filter(row => !CORE_ROWS.includes(row.requirement.safeguard));
        this.waiting = have.has('no_record') ? `What waits for a record stays open: ${SAID.untaken}.` : '';
    }

    get requirements() {
        const {core} = this,
            open = openOf(core),
            counts = grouped(core, row => row.state),
            split = SAID.open.filter(s => counts.has(s)).map(s => `${threes(counts.get(s).length)} ${SAID.states[s].count}`).join(', ');
        if (!core.length) return '';
        const sorts = `${counting(core.length, 'requirement')} (${sortsOf(core)})`;
        return `${sorts} in ${partsOf(core)}; ${threes(open)} ${are(open)} open${split && ` (${split})`}.`;
    }

    get beside() {
        const {others} = this,
            open = openOf(others),
            by = grouped(others, row => row.requirement.safeguard),
            parts = SAID.sections.filter(([id]) => by.has(id)).map(([id]) => `${threes(by.get(id).length)} ${id}`);
        if (!others.length) return '';
        const said = `${counting(others.length, 'row')} (${parts.join(', ')})`;
        return `Counted apart: ${said} in ${partsOf(others)}; ${threes(open)} ${are(open)} open.`;
    }
}

class Proof {
    constructor(night) {
        const {record, profile, key, run} = night,
            {place, evidence, tool} = record,
            at = `data/signed/${record.run}/statement`,
            pem = `data/public-keys/${bare(record.signed_by)}.pem`;
        this.key = spaced(record.signed_by);
        this.short = shortened(record.signed_by);
        this.said = [
            ['Signature', `${CALLED[key.alg]} over an in-toto statement (DSSE)`],
            ['Sealed', `${day(place.sealed)}, ${place.sealed.slice(11, 19)} UTC, after ${took(record.started, record.ended)}`],
            ['Entry', `${threes(place.sequence)} of the log ${place.origin}, counted from 0`],
            ['Made by', `${tool.name} ${tool.version}, its files ${SAID.installed[tool.installed]}`],
            ['Judged by', `${profile.title}: ${profile.regulation}, as of ${profile.as_of}`],
            ...(night.reviews ?? []).map(review => [review.did[0].toUpperCase() + review.did.slice(1), reviewed(review)]),
            ['Answers', `${threes(evidence.size)}, in ${counting(evidence.segments.length, 'file')}`],
        ];
        this.export = `safeguard bundle export ${record.run} --output run.zip`;
        const fill = {'{key}': pem, '{data}': `${at}.pae`, '{sig}': `${at}.sig`},
            checks = SAID.openssl[key.alg].replace(/\{(key|data|sig)\}/g, word => fill[word]);
        this.openssl = `sha256sum --check --quiet manifest-sha256.txt\n${checks}`;
        this.checkpoint = night.checkpoint;
        this.members = [...run.statement.digests].filter(([name]) => name !== EVIDENCE).sort(byKeys(pair => pair));
        const [cite, years] = SAID.retain,
            until = `${Number(place.sealed.slice(0, 4)) + years}${place.sealed.slice(4).replace('-02-29', '-02-28')}`,
            kept = night.rows.some(row => row.requirement.cite === cite);
        this.retain = kept ? `Retain this run until ${day(until)} (${cite}), or longer where a policy is in effect longer.` : '';
    }
}

class View {
    constructor(night, bundle = '') {
        const {record, coverage, profile} = night;
        this.night = night;
        this.bundle = bundle;
        this.states = SAID.states;
        this.heading = `Safeguards on ${day(record.started)}`;
        this.label = profile.status === 'proposed' ? profile.label || 'proposed, not law' : '';
        this.foot = filled(', ', night.organisation, `run ${record.run}`, day(record.started));
        const numbers = `${night.totals.fail} fail, ${night.not_assessed} not assessed`;
        this.title = `${night.assessed ? numbers : 'Nothing assessed'}: ${this.foot}`;
        this.meta =
            `Run ${record.run}, ${record.started.slice(11, 16)} to ${record.ended.slice(11, 16)} UTC. ${profile.title}. Reached ` +
            `${threes(coverage.reached)} of ${counting(coverage.declared, 'declared target')}; ${counting(night.count, 'finding')}.`;
        const {before} = night.scope;
        this.compared = before ? `The run before this one was ${before.run}.` : 'This is the first run of this store.';
        this.worst = byCheckOf(night.failing, 8);
        this.more = night.failing.length - this.worst.reduce((sum, alike) => sum + alike.count, 0);
        this.nothing_fails = night.assessed
            ? night.clean
            : 'Nothing was assessed, so nothing is known to fail and nothing is known to hold.';
        this.causes = groupsOf(coverage).filter(group => group.rows.length).map(group => this.cause(group));
        this.never = `${counting(night.standing, 'kind of question', 'kinds of question')} (${counting(coverage.standing, 'finding')})`;
        this.rule = new Rule(night);
        this.proof = new Proof(night);
    }

    subject = f => subjectOf(f, this.night.catalogue.kinds[f.kind]?.title ?? '');

    where = targets => whereOf(this.night.called, targets);

    get warnings() {
        const {coverage, record, called} = this.night,
            found = elsewhere(coverage, called).map(said => [`${said}.`, 'These findings are not about the real account.']);
        if (coverage.left_out?.length)
            found.push([
                `This run looked at a part of what is declared: ${few(coverage.left_out, 6)} left out.`,
                'Nothing is known of the rest.',
            ]);
        for (const [what, gone] of [
            ['target', coverage.targets_no_longer_asked],
            ['check', coverage.checks_no_longer_asked],
        ])
            if (gone.length)
                found.push([`No longer asked: ${counting(gone.length, what)}, ${few(gone, 6)}.`, 'The run before this one did.']);
        if (record.tool.installed === 'modified')
            found.push([
                "The scanner's own files were not those that had been installed.",
                'Its findings are only as good as they.',
            ]);
        return found;
    }

    get figures() {
        const {night} = this,
            {coverage} = night,
            by = (items, key) => [...grouped(items, key)].map(([name, some]) => [name, some.length]),
            severities = new Map(by(night.failing, f => f.severity)),
            open = night.acting.filter(f => f.status === 'not_assessed' && !f.standing),
            reasons = by(open, f => f.reason ?? '').sort((one, two) => two[1] - one[1]).slice(0, 3),
            why = night.not_comparable,
            {core} = this.rule,
            states = new Map(by(core, row => row.state)),
            waiting = states.has('no_record') ? `: ${SAID.untaken}` : '';
        const found = [
            {
                count: threes(night.failing.length),
                label: 'fail',
                note: SEVERITY.filter(s => severities.has(s)).map(s => `${threes(severities.get(s))} ${s}`).join(', '),
                href: '#findings',
                beware: why && `Not comparable with the night before: ${why}`,
            },
            {
                count: threes(open.length),
                label: 'not assessed',
                note: filled(
                    '; ',
                    reasons.map(([reason, count]) => `${threes(count)} ${reason}`).join(', '),
                    coverage.standing && `${threes(coverage.standing)} more never visible to this scanner`,
                ),
                href: '#seen',
            },
            {
                count: threes(coverage.reached),
                label: 'targets reached',
                note:
                    `${threes(coverage.targets.reduce((sum, t) => sum + (t.good ?? 0), 0))} of ` +
                    `${counting(night.record.evidence.size, 'answer')} read`,
                href: '#reached',
                of: `/${threes(coverage.declared)}`,
            },
            {
                count: threes(openOf(core)),
                label: 'requirements open',
                note: SAID.open.filter(s => states.has(s)).map(s => `${threes(states.get(s))} ${SAID.states[s].count}`).join(', ') + waiting,
                href: '#rule',
                of: `/${threes(core.length)}`,
            },
        ];
        return night.assessed ? found : found.map(figure => ({...figure, count: '–', of: ''}));
    }

    get lede() {
        const {night} = this,
            away = night.coverage.declared - night.coverage.reached;
        if (!night.assessed) return night.nothing;
        return filled(
            ' ',
            night.not_assessed && `${counting(night.not_assessed, 'finding')} could not be assessed.`,
            away && `${counting(away, 'target')} ${away === 1 ? 'was' : 'were'} not reached.`,
        );
    }

    cause(group) {
        const {rows} = group,
            {called, owners} = this.night,
            [why, asked] = toldOf(rows[0]),
            own = saidOf(rows),
            leaves = group.whole ? `all of it (${counting(group.findings, 'question')})` : counting(group.findings, 'finding'),
            controls = unique(rows.flatMap(row => row.controls.map(c => c.replaceAll('-', ' ')))).sort(ordered);
        return {
            reason: group.reason,
            where: this.where(group.targets),
            targets: group.targets.map(called),
            things: few(unique(rows.flatMap(row => row.resources.filter(name => name !== row.target)))),
            why,
            asked: rows[0].cause ? few(unique(rows.map(row => toldOf(row)[1])), 2) : asked,
            said: `${leaves}: ${few(controls, 4)}`,
            next: own.length ? own : [['', ...adviceOf(rows[0])]],
            own: own.length > 0,
            alarm: group.alarm,
            owners: few(unique(group.targets.filter(t => owners.has(t)).map(t => owners.get(t))), 4),
        };
    }

    get standing() {
        const {catalogue, acting} = this.night,
            stand = acting.filter(f => f.standing);
        return [...grouped(stand, f => JSON.stringify([f.check, f.kind])).values()].map(some => [
            catalogue.checks[some[0].check].title,
            catalogue.kinds[some[0].kind]?.title ?? some[0].kind,
            some[0],
            some.length,
        ]);
    }

    get targets() {
        return this.night.targets.map(([target, {fails, open}]) => ({
            target,
            owner: this.night.owners.get(target.name) ?? '',
            fails: Object.values(fails).reduce((sum, count) => sum + count, 0),
            by: SEVERITY.filter(s => fails[s]).map(s => `${threes(fails[s])} ${s}`).join(', '),
            open,
        }));
    }
}
