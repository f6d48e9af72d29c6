// What could not be seen, as scanner/reports/unseen.py puts it together.

const grantable = row => Boolean(row.needs) && row.reason === 'denied';
const wordOf = row => row.cause?.alarm || row.reason;
// What a collector says of the cause, with the platform's own word, but for what stands in brackets there already.
function causeBy(cause, code) {
    const at = code.indexOf(' ('),
        [word, more] = at < 0 ? [code, ''] : [code.slice(0, at), code.slice(at + 2)],
        short = more && cause.said.includes(`(${more}`) ? word : code;
    return short ? `${cause.said} (${short})` : cause.said;
}
// Why, as people say it; and the right that is missing, or what was asked and failed.
function toldOf(row) {
    const code = row.code ?? '';
    if (row.cause) return [causeBy(row.cause, code), row.ask];
    const cut = row.reason === 'unclear' ? row.ask.indexOf(': ') : -1,
        [asked, why] = cut < 0 ? [row.ask, ''] : [row.ask.slice(0, cut), row.ask.slice(cut + 2)];
    return [why, row.needs || asked + (code && ` (${code})`)];
}
function adviceOf(row) {
    const platform = scheme(row.target);
    if (grantable(row))
        return platform === 'local'
            ? ['One read-only script as root', 'safeguard scan --sudo']
            : ['Grant it', `safeguard permissions ${platform} --missing`];
    if (row.cause) return [row.cause.advice ?? '', row.cause.command ?? ''];
    const commands =
        row.reason === 'unclear' ? unique([...row.ask.matchAll(/“([^“”]{1,200})” would tell/gu)].map(found => found[1])) : [];
    if (commands.length) {
        const named = few(commands.map(command => `“${command}”`));
        return [`Type ${named} there to see it; what is set there in so many words, the next scan reads`, ''];
    }
    return [SAID.advice[row.reason] ?? SAID.advice[''], ''];
}
function becauseOf(row) {
    const [why, asked] = toldOf(row),
        [advice, command] = adviceOf(row);
    return {reason: wordOf(row), why, asked, more: row.cause?.more ?? '', advice, command};
}
function whereOf(called, targets) {
    if (targets.length === 1) return called(targets[0]);
    const schemes = unique(targets.map(scheme));
    return filled(', ', schemes.length === 1 && schemes[0], `${threes(targets.length)} targets`);
}
function elsewhere(coverage, called) {
    const groups = grouped(
        coverage.targets.filter(t => t.elsewhere?.length),
        t => JSON.stringify([t.elsewhere, t.reached]),
    );
    return [...groups.values()].map(some => {
        const one = some.length === 1,
            [{elsewhere: where, reached}] = some,
            was = reached
                ? `${one ? 'was' : 'were'} answered by`
                : `${one ? 'is' : 'are'} asked at`;
        return `${few(some.map(t => called(t.name)))} ${was} ${few(where)}, not ${reached ? 'by' : 'at'} the provider's own service`;
    });
}
// The causes: first what may be an attack, then what kept whole targets away, then what leaves most open.
function groupsOf(coverage) {
    const away = coverage.targets.filter(t => !t.reached).map(t => t.name),
        heard = coverage.unseen.map(row => row.target);
    const what = row => {
        const [why, asked] = toldOf(row);
        return why && !row.cause ? `${why} (${asked})` : why || asked;
    };
    const made = [...grouped(coverage.unseen, row => JSON.stringify([wordOf(row), scheme(row.target), what(row)])).values()].map(
        rows => {
            const targets = unique(rows.map(row => row.target)).sort(ordered);
            return {
                reason: wordOf(rows[0]),
                targets,
                what: what(rows[0]),
                findings: rows.reduce((sum, row) => sum + row.findings, 0),
                rows,
                whole: within(targets, away),
                alarm: rows.some(row => row.cause?.alarm),
            };
        },
    );
    for (const t of coverage.targets)
        if (!t.reached && !heard.includes(t.name))
            made.push({reason: 'not reached', targets: [t.name], what: t.because, findings: 0, rows: [], whole: true, alarm: false});
    return made.sort(byKeys(g => [g.alarm ? 0 : 1, g.whole ? 0 : 1, -g.findings, g.reason, g.targets, g.what]));
}
// What collectors say of it, each once; what is to be typed names no target where it is about several.
function saidOf(rows) {
    const told = rows.filter(row => row.cause),
        many = unique(told.map(row => row.target)).length > 1,
        cut = (command, target) => (many && command.endsWith(` ${target}`) ? command.slice(0, -target.length - 1) : command),
        all = told.map(({cause, target}) => ({
            said: cause.said,
            alarm: cause.alarm,
            next: [cause.more ?? '', cause.advice ?? '', cut(cause.command ?? '', target)],
        }));
    return [...grouped(all, JSON.stringify).values()].map(([one]) => one.next);
}
