import { Parser } from 'saxen';

/** What a reader of XML listens to; names come without their prefix. */
export interface XmlEvents {
  readonly open?: (name: string, attributes: () => Record<string, string>) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
}

/** Reads XML from beginning to end. Throws for what is not well-formed; entities are never made. */
export function readXml(xml: string, { open, close, text }: XmlEvents): void {
  const parser = new Parser();
  const depth = { open: 0 };
  parser.on('openTag', (name, attributes, decode) => {
    depth.open += 1;
    open?.(local(name), () => decoded(attributes(), decode));
  });
  parser.on('closeTag', (name) => {
    depth.open -= 1;
    close?.(local(name));
  });
  parser.on('text', (value, decode) => text?.(decode(value)));
  parser.on('cdata', (value) => text?.(value));
  parser.on('error', (failure) => {
    throw failure;
  });
  parser.parse(xml);
  if (depth.open !== 0) throw new Error('The XML ends before its elements do.');
}

/** Each element with this name. */
export function eachTag(
  xml: string,
  wanted: string,
  take: (attributes: Record<string, string>) => void,
): void {
  readXml(xml, {
    open: (name, attributes) => {
      if (name === wanted) take(attributes());
    },
  });
}

/** An attribute whatever its prefix is, but not one without any: `r:id`, not `id`. */
export function attributeOf(attributes: Record<string, string>, name: string): string | undefined {
  return Object.entries(attributes).find(([key]) => key.endsWith(`:${name}`))?.[1];
}

/** The texts that cells point to by number; how a word is pronounced is no part of it. */
export function stringsOf(xml: string): string[] {
  const strings: string[] = [];
  if (xml === '') return strings;
  let [item, inText, inReading] = ['', false, false];
  readXml(xml, {
    open: (name) => {
      if (name === 'si') item = '';
      if (name === 'rPh') inReading = true;
      if (name === 't') inText = !inReading;
    },
    text: (text) => {
      if (inText) item += text;
    },
    close: (name) => {
      if (name === 't') inText = false;
      if (name === 'rPh') inReading = false;
      if (name === 'si') strings.push(item);
    },
  });
  return strings;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decoded(
  attributes: Record<string, string>,
  decode: (text: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, decode(value)]),
  );
}
