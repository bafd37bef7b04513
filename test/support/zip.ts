import { crc32, deflateRawSync } from "node:zlib";

/** An entry of an archive; what is stated of it may be wrong. */
export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly content: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** What the directory says instead of the truth. */
  readonly says?: { readonly sizeBytes?: number; readonly checksum?: number };
  /** The mode of Unix. */
  readonly mode?: number;
  /** Stands at the place of the entry of this number, instead of at its own. */
  readonly sharesWith?: number;
  readonly isZip64?: boolean;
}

/** A ZIP archive, made by hand so that it can be wrong in any way. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const content = Buffer.from(entry.content);
    const name = Buffer.from(entry.name);
    const packed = (entry.method ?? 8) === 8 ? deflateRawSync(content, { level: 9 }) : content;
    const { sizeBytes = content.length, checksum = crc32(content) } = entry.says ?? {};
    const common = Buffer.alloc(26);
    common.writeUInt16LE(entry.isZip64 ? 45 : 20, 0);
    common.writeUInt16LE(entry.flags ?? 0x800, 2);
    common.writeUInt16LE(entry.method ?? 8, 4);
    common.writeUInt32LE(checksum, 10);
    common.writeUInt32LE(entry.isZip64 ? 0xffffffff : packed.length, 14);
    common.writeUInt32LE(entry.isZip64 ? 0xffffffff : sizeBytes, 18);
    common.writeUInt16LE(name.length, 22);
    const extra = entry.isZip64 ? zip64Extra(sizeBytes, packed.length) : Buffer.alloc(0);
    common.writeUInt16LE(extra.length, 24);
    const shared = entry.sharesWith;
    const offset = shared === undefined ? at : (offsets[shared] as number);
    offsets.push(offset);
    if (shared === undefined) {
      const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, name, extra, packed]);
      parts.push(local);
      at += local.length;
    }
    directory.push(directoryRecord(common, name, extra, offset, entry.mode));
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", 0, "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, listing, end]);
}

function zip64Extra(sizeBytes: number, packedBytes: number): Buffer {
  const extra = Buffer.alloc(20);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(16, 2);
  extra.writeBigUInt64LE(BigInt(sizeBytes), 4);
  extra.writeBigUInt64LE(BigInt(packedBytes), 12);
  return extra;
}

function directoryRecord(
  common: Buffer,
  name: Buffer,
  extra: Buffer,
  offset: number,
  mode = 0o100644,
): Buffer {
  const record = Buffer.alloc(46);
  record.write("PK\x01\x02", 0, "latin1");
  record.writeUInt16LE((3 << 8) | 20, 4);
  common.copy(record, 6);
  record.writeUInt32LE((mode << 16) >>> 0, 38);
  record.writeUInt32LE(offset, 42);
  return Buffer.concat([record, name, extra]);
}
