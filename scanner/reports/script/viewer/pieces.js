// Parts of a run as a plain list: its findings that are here, and behind each the answers that it rests on. What is listed
// was held against what was signed just before.

const AT_A_TIME = 50, // findings; a button adds as many
    MOST_SHOWN = 20_000; // characters of an answer

async function piecesOf(parts) {
    const {record, id} = parts.run,
        [answers, findings] = [await parts.checkAnswers(), await parts.checkFindings()],
        all = [...findings],
        list = make('ol', {class: 'pieces'}),
        more = make('button', {type: 'button', onclick: () => add()}, ''),
        count = counting(Object.values(record.totals).reduce((sum, some) => sum + some, 0), 'finding'),
        left = await parts.leftOut();
    const add = () => {
        const from = list.children.length,
            some = all.slice(from, from + AT_A_TIME);
        list.append(...some.map(([place, line]) => pieceOf(findingIn(line, `finding ${place}`), place, answers)));
        const rest = all.length - list.children.length;
        more.hidden = !rest;
        more.textContent = `Show ${threes(Math.min(rest, AT_A_TIME))} of ${threes(rest)} more`;
    };
    add();
    return make(
        'section',
        {class: 'in', 'aria-labelledby': 'piecesh'},
        make('h2', {id: 'piecesh'}, `Parts of run ${id}, ${day(record.started)}`),
        make(
            'p',
            {},
            `${threes(all.length)} of ${count} and ${threes(answers.size)} of ${counting(record.evidence.size, 'answer')} of that ` +
                'night. Each leads to a root that was signed; what the others say is not shown, and none was judged again here.',
        ),
        left.length ? make('p', {class: 'any'}, `Left out, as it tells of other targets: ${left.join(', ')}.`) : null,
        list,
        more,
    );
}
function pieceOf(f, place, answers) {
    const {word} = SAID.states[f.status],
        rests = (f.answers ?? []).map(({leaf}) => leaf),
        box = make('details', {}, make('summary', {}, `Place ${threes(place)}, rests on ${counting(rests.length, 'answer')}`)),
        fill = () => box.append(...rests.flatMap(leaf => answerOf(leaf, answers.get(leaf))));
    box.addEventListener('toggle', fill, {once: true});
    return make(
        'li',
        {'data-status': f.status},
        make('p', {class: 'any'}, make('span', {class: `st s-${f.status}`}, mark(f.status), word), ` ${f.severity}: ${f.check} (${f.control})`),
        make('p', {class: 'any'}, [f.target, f.resource, f.facet].filter(Boolean).join(', '), `: ${f.seen}`),
        f.reason ? make('p', {class: 'any q'}, f.reason) : null,
        box,
    );
}
function answerOf(leaf, line) {
    const said = line && (decoded(line) ?? 'It is no text.'),
        rest = (said?.length ?? 0) - MOST_SHOWN;
    return [
        make('p', {class: 'lab'}, `Answer ${threes(leaf)}`),
        make('pre', {class: 'any'}, said ? said.slice(0, MOST_SHOWN) : 'It is not here.'),
        rest > 0 ? make('p', {class: 'q'}, `${threes(rest)} more characters are not shown.`) : '',
    ];
}
