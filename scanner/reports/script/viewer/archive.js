// A reader of ZIP files that expects an enemy: scanner/evidence/archive.py, check by check and word by word.

const MAX_MEMBERS = 65000,
    MAX_TOTAL = 2 ** 32 - 1,
    MAX_DIRECTORY = 16 << 20,
    MAX_GZIP_RATIO = 4, // what packs it once more hardly shrinks it
    NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}(\/[A-Za-z0-9][A-Za-z0-9._-]{0,127}){0,6}$/,
    [LOCAL, CENTRAL, END] = [30, 46, 22];

class Archive {
    constructor(blob, name) {
        Object.assign(this, {blob, name: quoted(name), whole: null, members: new Map()});
    }

    static async open(blob, name) {
        const archive = new Archive(blob, name);
        if (blob.size <= HELD_AT_MOST) archive.whole = new Uint8Array(await blob.arrayBuffer());
        await archive.directory();
        return archive;
    }

    refused(why) {
        return new Refused(`${this.name} is refused: ${why}\nNothing was extracted.`);
    }

    async at(offset, size) {
        if (this.whole) return this.whole.subarray(offset, offset + size);
        return new Uint8Array(await this.blob.slice(offset, offset + size).arrayBuffer());
    }

    async directory() {
        const [count, offset, size] = await this.end(),
            data = await this.at(offset, size),
            seen = new Set();
        let [at, place, total] = [0, 0, 0];
        for (let nth = 1; nth <= count; nth++) {
            const member = this.entry(nth, data.subarray(at)),
                small = member.name.toLowerCase();
            if (seen.has(small)) throw this.refused(`member ${nth} comes twice: “${member.name}”`);
            seen.add(small);
            total += member.size;
            if (total > MAX_TOTAL) throw this.refused(`it would unpack to more than ${threes(MAX_TOTAL)} bytes`);
            place = await this.local(nth, member, place);
            this.members.set(member.name, member);
            at += CENTRAL + member.name.length;
        }
        if (at !== data.length || place !== offset)
            throw this.refused('there is something between its members and its directory');
    }

    async end() {
        const length = this.blob.size;
        if (length > MAX_TOTAL) throw this.refused(`it is larger than ${threes(MAX_TOTAL)} bytes`);
        const tail = await this.at(Math.max(length - END, 0), END);
        if (tail.length < END || latin(tail.subarray(0, 4)) !== 'PK\x05\x06') {
            if (latin(await this.at(0, 4)) !== 'PK\x03\x04')
                throw new Refused(`${this.name} is not a bundle: it is no ZIP file`);
            throw await this.cut(length);
        }
        const view = new DataView(tail.buffer, tail.byteOffset),
            [disk, first, here, count] = [4, 6, 8, 10].map(at => view.getUint16(at, true)),
            [size, offset] = [12, 16].map(at => view.getUint32(at, true));
        if (disk || first || view.getUint16(20, true) || here !== count || offset + size !== length - END)
            throw this.refused('its end does not say where its directory is');
        if (count > MAX_MEMBERS) throw this.refused(`it has ${threes(count)} members, more than ${threes(MAX_MEMBERS)}`);
        if (size > MAX_DIRECTORY)
            throw this.refused(`its directory has ${threes(size)} bytes, more than ${threes(MAX_DIRECTORY)}`);
        return [count, offset, size];
    }

    // A file that ends early, or goes on after its end; its first member says how long it should be.
    async cut(size) {
        const found = /\nBag-Size: ([0-9]{1,12}) bytes\n/.exec(latin(await this.at(0, 4096))),
            whole = found ? Number(found[1]) : 0;
        if (whole && size > whole)
            return new Refused(
                `${this.name} goes on after its end: ${threes(size)} bytes, and it says of itself that it has ` +
                    `${threes(whole)}\nSomething was appended to it, so nothing in it was read.\nCompare: sha256sum ${this.name}`,
            );
        const of = whole ? `: ${threes(size)} of ${threes(whole)} bytes` : `, after ${threes(size)} bytes`;
        return new Refused(
            `${this.name} ends early${of}\nThe central directory is missing, so nothing in it was read.\n` +
                `A cut download looks like this; so does a cut bundle. Compare: sha256sum ${this.name}`,
        );
    }

    entry(nth, data) {
        if (data.length < CENTRAL || latin(data.subarray(0, 4)) !== 'PK\x01\x02')
            throw this.refused(`its directory ends before member ${nth}`);
        const view = new DataView(data.buffer, data.byteOffset),
            [made, flags, method, names, extra, comment, disk] = [4, 8, 10, 28, 30, 32, 34].map(at =>
                view.getUint16(at, true),
            ),
            [crc, packed, size, attributes, offset] = [16, 20, 24, 38, 42].map(at => view.getUint32(at, true)),
            raw = data.subarray(CENTRAL, CENTRAL + names),
            name = latin(raw);
        this.checkName(nth, raw);
        const odd = {
            'is encrypted': flags & 1,
            'is of a form that bundles do not have': flags & ~0x800 || extra || comment || disk,
            'is neither stored nor deflated': method !== 0 && method !== 8,
            'is a link or a device': made >> 8 === 3 && ![0, 0o100000].includes((attributes >>> 16) & 0o170000),
            'is a bomb': size > Math.max(GRACE, (name.endsWith('.gz') ? MAX_GZIP_RATIO : RATIO) * packed),
            'lies about its size': method === 0 && size !== packed,
        };
        for (const [why, found] of Object.entries(odd)) if (found) throw this.refused(`member ${nth}, “${name}”, ${why}`);
        return {name, method, crc, packed, size, offset};
    }

    checkName(nth, raw) {
        const name = Array.from(raw, byte => (byte < 128 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join(''),
            parts = name.replaceAll('\\', '/').split('/');
        if (raw.length && (parts.includes('..') || !parts[0] || name.includes(':')))
            throw this.refused(`member ${nth} would be written to “${quoted(name)}”`);
        if (!NAME.test(name))
            throw this.refused(`member ${nth} has a name that bundles do not have: “${quoted(name)}”`);
    }

    // Hold the local header against the directory; where the member ends.
    async local(nth, member, place) {
        const length = LOCAL + member.name.length,
            head = await this.at(member.offset, length);
        if (member.offset !== place || head.length < length)
            throw this.refused(`there is something between its members, before “${member.name}”`);
        const view = new DataView(head.buffer, head.byteOffset),
            [flags, method, extra] = [6, 8, 28].map(at => view.getUint16(at, true)),
            said = [14, 18, 22].map(at => view.getUint32(at, true)),
            [crc, packed, size] = said,
            agrees =
                latin(head.subarray(0, 4)) === 'PK\x03\x04' &&
                !(flags & ~0x800) &&
                !extra &&
                method === member.method &&
                crc === member.crc &&
                packed === member.packed &&
                size === member.size &&
                latin(head.subarray(LOCAL)) === member.name;
        if (!agrees)
            throw this.refused(`member ${nth}, “${member.name}”, says something else of itself than the directory`);
        return place + length + member.packed;
    }

    // All of a member. Its size was bounded when the directory was read.
    async read(name) {
        const member = this.members.get(name);
        if (member.size > HELD_AT_MOST) throw new Unable(`“${name}” holds more than this page can take`);
        const data = await this.at(member.offset + LOCAL + member.name.length, member.packed),
            flaw = why => this.refused(`“${name}” ${why}`),
            out = member.method ? await inflated(data, flaw, 'does not end where it should') : data;
        if (out.length !== member.size || crc32(out) !== member.crc)
            throw this.refused(`“${name}” is not what the directory says of it`);
        return out;
    }
}
