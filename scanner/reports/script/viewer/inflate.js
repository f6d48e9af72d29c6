// What deflate and gzip hold, read as if the writer were an enemy: scanner/evidence/pack.py and archive.py.

const RATIO = 200,
    GRACE = 1 << 20,
    MAX_MEMBER = 2 ** 30,
    MAX_LINE = 16 << 20,
    PIECE = 1 << 14; // of what is packed, at once: deflate makes a thousand times as much of it at most

// The bytes in a raw deflate stream that is these bytes, all of them and nothing else; `flaw` makes errors of words, as of
// `behind` for what comes after its end.
async function inflated(data, flaw, behind) {
    let at = 0,
        made = 0;
    const out = [],
        source = new ReadableStream({
            pull(controller) {
                if (at < data.length) controller.enqueue(data.slice(at, (at += PIECE)));
                else controller.close();
            },
        }),
        reader = source.pipeThrough(new DecompressionStream('deflate-raw')).getReader();
    try {
        for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
            made += piece.value.length;
            out.push(piece.value);
            if (made > MAX_MEMBER) throw flaw(`unpacks to more than ${MAX_MEMBER} bytes`);
            if (made > Math.max(GRACE, RATIO * data.length)) throw flaw(`unpacks to more than ${RATIO} times its size`);
            if (made > HELD_AT_MOST) throw new Unable('it holds more than this page can take');
        }
    } catch (err) {
        reader.cancel().catch(() => {});
        if (err instanceof Refused || err instanceof Unable) throw err;
        if (/junk|trailing|after end/i.test(err.message)) throw flaw(behind);
        throw flaw(/truncated|unexpected end/i.test(err.message) ? `ends early, after ${data.length} bytes` : 'is damaged');
    }
    return joined(out);
}
// Where the deflate stream of a gzip member begins; 0 where it has no such header (RFC 1952, 2.3).
function headed(data) {
    if (data.length < 18 || data[0] !== 31 || data[1] !== 139 || data[2] !== 8 || data[3] & 0xe0) return 0;
    let at = 10;
    const name = () => {
        at = data.indexOf(0, at) + 1 || data.length;
    };
    if (data[3] & 4) at += 2 + data[at] + (data[at + 1] << 8);
    if (data[3] & 8) name();
    if (data[3] & 16) name();
    if (data[3] & 2) {
        const said = data[at] | (data[at + 1] << 8);
        if ((crc32(data.subarray(0, at)) & 0xffff) !== said) return 0;
        at += 2;
    }
    return at + 8 <= data.length ? at : 0;
}
// What the one gzip member in these bytes holds. Its length and checksum stand at the very end: a second member, or
// anything else behind the first, is found by them also where a browser would read on.
async function unzipped(data, what) {
    const flaw = why => new Refused(`${what}: ${why}`),
        begin = headed(data);
    if (!begin) throw flaw(data.length < 18 ? `ends early, after ${data.length} bytes` : 'is damaged');
    const behind = 'has something behind the end of its gzip member',
        out = await inflated(data.subarray(begin, -8), flaw, behind),
        end = new DataView(data.buffer, data.byteOffset + data.length - 8, 8);
    if (end.getUint32(0, true) !== crc32(out) || end.getUint32(4, true) !== out.length)
        throw flaw(`${behind}, or is damaged`);
    return out;
}
// Where each line begins, and where the next one would: without their newlines they end one before that.
function linesOf(data, what, most = Infinity) {
    const places = [0];
    for (let at = 0; at < data.length && places.length <= most + 1; ) {
        const end = data.indexOf(10, at);
        if (end < 0) throw new Refused(`${what}: ends within a line`);
        if (end === at) throw new Refused(`${what}: has an empty line`);
        if (end - at > MAX_LINE) throw new Refused(`${what}: has a line over ${MAX_LINE} bytes`);
        places.push((at = end + 1));
    }
    return places;
}
