import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { barChart, progress } from './figures.js';
import { projectFolder } from './site-files.js';

describe('A bar chart', () => {
  it('starts every bar at nothing, losses to the left', () => {
    const chart = barChart('Saved', [
      { label: 'A', value: 3000, text: '£30' },
      { label: 'B', value: -1000, text: '−£10' },
      { label: 'C', value: 0, text: '£0' },
    ]);
    expect(chart.axis).toBe('25%');
    expect(chart.bars.map(({ pieces }) => pieces)).toEqual([
      [{ x: '25%', width: '75%', kind: 'main' }],
      [{ x: '0%', width: '25%', kind: 'negative' }],
      [],
    ]);
  });

  it('stacks two parts, and keeps apart a gain and a loss', () => {
    const chart = barChart(
      'Saved',
      [
        { label: 'A', value: 60, second: 20, text: '' },
        { label: 'B', value: 10, second: -20, text: '' },
      ],
      ['Competition', 'Buying together'],
    );
    expect(chart.bars.map(({ pieces }) => pieces)).toEqual([
      [
        { x: '20%', width: '60%', kind: 'main' },
        { x: '80%', width: '20%', kind: 'second' },
      ],
      [
        { x: '20%', width: '10%', kind: 'main' },
        { x: '0%', width: '20%', kind: 'negative' },
      ],
    ]);
  });
});

describe('A progress bar', () => {
  it('ends at its last mark, or where more was reached', () => {
    const marks = [{ at: 800, label: '' }];
    expect(progress('', 400, marks).width).toBe('50%');
    expect(progress('', 1600, marks)).toMatchObject({ width: '100%', marks: [{ x: '50%' }] });
  });
});

const sheet = readFileSync(join(projectFolder, 'apps/gateway/assets/_colours.scss'), 'utf8');
const colours = new Map(
  [...sheet.matchAll(/\$([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1], m[2]]),
);

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const hex = (name: string) => colours.get(name) ?? name;
  const [light = 0, dark = 0] = [luminance(hex(one)), luminance(hex(other))].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

describe('The contrast of our colours', () => {
  it('is measured by the formula of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it.each([
    ['ink', '#ffffff'],
    ['ink', 'page'],
    ['ink', 'accent'],
    ['muted', '#ffffff'],
    ['muted', 'page'],
    ['brand', '#ffffff'],
    ['brand', 'page'],
    ['brand-dark', '#ffffff'],
    ['#ffffff', 'brand'],
    ['line', 'brand'],
  ])('lets the text %s be read on %s', (text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  it.each([
    ['chart-main', '#ffffff'],
    ['chart-second', '#ffffff'],
    ['chart-negative', '#ffffff'],
    ['chart-axis', '#ffffff'],
    ['chart-main', 'chart-track'],
    ['ink', 'chart-track'],
  ])('lets the graphic %s be seen on %s', (graphic, ground) => {
    expect(contrast(graphic, ground)).toBeGreaterThanOrEqual(3);
  });
});
