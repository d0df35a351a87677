import type { BarChart } from './kit/figures.js';

const colours = { main: '#0b6b83', second: '#b3661b', negative: '#a3261d' } as const;
const step = 22;

/** The bars of the page, drawn; read out as the figures that they stand for. */
export function drawChart(
  document: PDFKit.PDFDocument,
  root: { add(child: never): unknown },
  chart: BarChart,
): void {
  const figures = chart.bars.map(({ label, text }) => `${label} ${text}`).join(', ');
  const alt = `${chart.caption}, a bar chart: ${figures}.`;
  const { left, right } = document.page.margins;
  const width = document.page.width - left - right;
  const figure = document.struct('Figure', { alt }, [
    () => {
      document.font('text').fontSize(8);
      const top = document.y;
      legend(document, chart.parts ?? ['Saved', ''], left, top);
      chart.bars.forEach((bar, i) => {
        const y = top + 14 + i * step;
        document
          .fillColor('#0b0c0c')
          .text(`${bar.label} ${bar.text}`, left, y, { lineBreak: false });
        for (const { x, width: part, kind } of bar.pieces) {
          const [from, long] = [x, part].map((per) => (Number(per.replace('%', '')) / 100) * width);
          document.rect(left + from!, y + 10, long!, 8).fill(colours[kind]);
        }
        const axis = left + (Number(chart.axis.replace('%', '')) / 100) * width;
        document
          .moveTo(axis, y + 9)
          .lineTo(axis, y + 19)
          .lineWidth(0.5)
          .stroke('#0b0c0c');
      });
      document.fillColor('#0b0c0c');
      document.x = left;
      document.y = top + 14 + chart.bars.length * step + 4;
    },
  ] as never);
  root.add(figure as never);
}

function legend(
  document: PDFKit.PDFDocument,
  [first, second]: readonly [string, string],
  left: number,
  top: number,
): void {
  document.rect(left, top, 8, 8).fill(colours.main);
  document.fillColor('#0b0c0c').text(first, left + 12, top, { lineBreak: false });
  document.rect(left + 160, top, 8, 8).fill(colours.second);
  document.fillColor('#0b0c0c').text(second, left + 172, top, { lineBreak: false });
}
