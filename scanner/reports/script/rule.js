// The rows of the rule, the contents, paper.

const only = on => {
    $('#tree').classList.toggle('only', on);
    $('#onlyopen').setAttribute('aria-pressed', on);
};
$('#onlyopen').addEventListener('click', () => only(!$('#tree').classList.contains('only')));
$('#unfold').addEventListener('click', e => {
    const on = e.target.textContent === 'Unfold all';
    for (const d of $$('.row')) d.open = on;
    e.target.textContent = on ? 'Fold all' : 'Unfold all';
});
for (const b of $$('.cp[data-for]')) b.replaceWith(copy(() => document.getElementById(b.dataset.for).textContent));
const links = $$('nav a'),
    seen = new IntersectionObserver(
        es => {
            for (const e of es)
                if (e.isIntersecting)
                    for (const l of links)
                        if (l.getAttribute('href') === '#' + e.target.id) l.setAttribute('aria-current', 'true');
                        else l.removeAttribute('aria-current');
        },
        {rootMargin: '-15% 0px -75% 0px'},
    );
for (const s of $$('.sec1')) seen.observe(s);
HELD.life?.addEventListener('abort', () => seen.disconnect());
// A table of thousands is no reading on paper: what is filtered is printed, and the last row says what is not.
// Where nobody has filtered, what fails and is critical or high: What we could not see has said the rest by its causes.
const PAPER = 2000,
    grave = f => f.status === 'fail' && ['critical', 'high'].includes(f.severity),
    printed = () => (untouched() && view.length > 200 ? view.filter(grave) : view).slice(0, PAPER),
    unprinted = count =>
        view.length > count
            ? [
                  el(
                      'tr',
                      {},
                      el(
                          'td',
                          {colspan: owners ? 6 : 5},
                          `${digits(view.length - count)} more are not printed. Filter them first, or take the JSON report.`,
                      ),
                  ),
              ]
            : [];
onWindow('beforeprint', () => {
    const lines = printed();
    tb.replaceChildren(...lines.map(line), ...unprinted(lines.length));
    for (const names of $$('.un details')) names.open = true; // paper names them all
    $('#findings').before($('#proof')); // the long table comes last
});
onWindow('afterprint', () => {
    $('#proof').before($('#findings'));
    draw(true);
});
// After the browser's own jump, which takes the focus away; the page may have loaded while its findings were unpacked.
const jump = () => setTimeout(route);
if (document.readyState === 'complete') jump();
else onWindow('load', jump);
