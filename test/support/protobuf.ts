/** A field of a message of Protocol Buffers: a number, or the bytes of a text or message. */
export interface ProtoField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** The fields of a message, in their order on the wire. */
export function readFields(bytes: Uint8Array): ProtoField[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: ProtoField[] = [];
  let at = 0;
  const readVarint = (): bigint => {
    for (let value = 0n, shift = 0n; ; shift += 7n) {
      const byte = view.getUint8(at);
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = Number(readVarint());
    const number = tag >> 3;
    switch (tag & 7) {
      case 0:
        fields.push({ number, value: readVarint() });
        break;
      case 1:
        fields.push({ number, value: view.getBigUint64(at, true) });
        at += 8;
        break;
      case 2: {
        const length = Number(readVarint());
        fields.push({ number, value: bytes.subarray(at, at + length) });
        at += length;
        break;
      }
      case 5:
        fields.push({ number, value: BigInt(view.getUint32(at, true)) });
        at += 4;
        break;
      default:
        throw new TypeError(`wire type ${tag & 7}`);
    }
  }
  return fields;
}

/** The messages or texts of a repeated field. */
export function allOf(fields: readonly ProtoField[], number: number): Uint8Array[] {
  return fields.flatMap((field) =>
    field.number === number && typeof field.value !== 'bigint' ? [field.value] : [],
  );
}

export function numberOf(fields: readonly ProtoField[], number: number): bigint {
  const field = fields.find((each) => each.number === number);
  return typeof field?.value === 'bigint' ? field.value : 0n;
}

export function textOf(fields: readonly ProtoField[], number: number): string {
  return new TextDecoder().decode(allOf(fields, number)[0]);
}

export function hexOf(fields: readonly ProtoField[], number: number): string {
  return Buffer.from(allOf(fields, number)[0] ?? []).toString('hex');
}
