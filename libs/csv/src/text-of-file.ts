/** The text of a CSV file, or one sentence that says what the file is instead and what to do. */
export type TextOfFile =
  | { readonly text: string; readonly fault?: undefined }
  | { readonly fault: string; readonly text?: undefined };

const save = 'In your spreadsheet choose File, Save As, “CSV UTF-8”, and send that file.';

/** What other kinds of file begin with. */
const kinds: readonly { readonly start: readonly number[]; readonly name: string }[] = [
  { start: [0x50, 0x4b, 0x03, 0x04], name: 'an Excel workbook or a ZIP file' },
  { start: [0x50, 0x4b, 0x05, 0x06], name: 'an empty ZIP file' },
  { start: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel workbook' },
  { start: [0x25, 0x50, 0x44, 0x46], name: 'a PDF' },
  { start: [0x1f, 0x8b], name: 'a compressed file' },
  { start: [0x89, 0x50, 0x4e, 0x47], name: 'a picture' },
  { start: [0xff, 0xd8, 0xff], name: 'a picture' },
];

/** UTF-8 with or without a byte order mark; anything else is named and turned away. */
export function textOfFile(bytes: Uint8Array): TextOfFile {
  const kind = kinds.find(({ start }) => start.every((byte, i) => bytes[i] === byte));
  if (kind) return { fault: `This is ${kind.name}, not a CSV file. ${save}` };
  if (isUtf16(bytes)) return { fault: `This file is in UTF-16, not in UTF-8. ${save}` };
  const text = decoded(bytes);
  if (text === undefined) {
    const line = lineOfWrongByte(bytes);
    return { fault: `This file is not in UTF-8: see line ${line}. ${save}` };
  }
  if (text.trim() === '') return { fault: 'This file is empty.' };
  if (/^\s*<(!doctype|html|head|body|table|\?xml)/i.test(text.slice(0, 1000))) {
    return { fault: `This is a web page, not a CSV file. ${save}` };
  }
  const nul = text.indexOf('\u0000');
  if (nul >= 0) {
    const line = lineAt(text, nul);
    return { fault: `Line ${line} holds a character that is no text (NUL). ${save}` };
  }
  return { text };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** By its mark, or by every second byte of the beginning being zero, as in Western text. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  const start = bytes.subarray(0, 64);
  const zeros = (odd: number) => start.filter((byte, i) => i % 2 === odd && byte === 0).length;
  const most = Math.floor(start.length / 2) * 0.8;
  return start.length >= 4 && zeros(0) >= most !== zeros(1) >= most;
}

function lineOfWrongByte(bytes: Uint8Array): number {
  const text = new TextDecoder('utf-8').decode(bytes);
  return lineAt(text, text.indexOf('\uFFFD'));
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split(/\r\n|\r|\n/).length;
}
