import { describe, expect, it } from 'vitest';
import { finetuneCommand } from './command-lines.js';
import { standardError, verdict } from './findings.js';
import { renderReport } from './render-report.js';
import { reportFixture } from './report-fixture.js';
import { reportTable } from './report-table.js';

const hostile = `</title><script>alert('x')</script><img src=x onerror="alert(1)">`;

describe('renderReport', () => {
  it('needs no other file: no script, no address to load, and a policy that forbids both', () => {
    const page = renderReport(reportFixture());
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/<(script|link|img|iframe|object|embed|base|form)\b/i);
    expect(page).not.toMatch(/\s(src|href|srcset|action)\s*=\s*"/i);
    expect(page).not.toMatch(/@import|url\(/i);
  });

  it('lets no hostile text become markup, wherever it stands', () => {
    const clean = reportFixture();
    const report = reportFixture({
      model: hostile,
      data: { ...clean.data, name: hostile, classes: [hostile, 'spam'] },
      options: { [hostile]: hostile },
      examples: clean.examples.map((example) => ({
        ...example,
        text: hostile,
        label: hostile,
        before: hostile,
        after: hostile,
      })),
      results: {
        ...clean.results,
        stages: clean.results.stages.map((stage) => ({ ...stage, name: hostile, tuned: hostile, method: hostile })),
      },
      machine: { ...clean.machine, platform: hostile },
    });
    const tags = (page: string): string[] => [...new Set(page.match(/<[a-z!/][^\s>]*/gi))].sort();
    expect(tags(renderReport(report))).toEqual(tags(renderReport(clean)));
  });

  it('closes every element that it opens, in order', () => {
    const page = renderReport(reportFixture());
    const open: string[] = [];
    for (const [, end, name, self] of page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*?(\/?)>/g)) {
      if (name === 'meta' || self === '/') continue;
      if (end === '/') expect(open.pop()).toBe(name);
      else open.push(name!);
    }
    expect(open).toEqual([]);
  });

  it('draws a curve and marks the kept checkpoint for each stage', () => {
    const page = renderReport(reportFixture());
    expect(page.match(/class="line-raw"/g)).toHaveLength(2);
    expect(page.match(/class="line-validation"/g)).toHaveLength(4);
    expect(page.match(/>kept: 0\.\d{3}</g)).toHaveLength(4);
  });

  it('stays small however long the curves are', () => {
    // 360 pixels of at most two points of some 13 characters, in raw and smooth, and 150 validations.
    const [stage] = reportFixture().results.stages;
    const curve = Array.from({ length: 200_000 }, (_, step) => ({ step, loss: Math.sin(step) }));
    const report = reportFixture();
    const page = renderReport({ ...report, results: { ...report.results, stages: [{ ...stage!, curve }], chosen: 0 } });
    expect(page.length).toBeLessThan(60_000);
  });

  it('shows no number for what a resumed run did not measure', () => {
    const report = reportFixture();
    const stages = report.results.stages.map((stage) => ({ ...stage, peakBytes: 0, stepMilliseconds: 0 }));
    const resumed = { ...report, results: { ...report.results, stages } };
    expect(renderReport(resumed)).toContain('<td>– ms</td><td>–</td>');
    expect(reportTable(resumed)).not.toMatch(/\b0 B|0\.00x/);
  });

  it('shows a run without curves, stages, changes or finite losses', () => {
    const report = reportFixture();
    const [stage] = report.results.stages;
    const bare = { ...stage!, curve: [{ step: 1, loss: Number.NaN }], peakBytes: Number.NaN };
    expect(renderReport({ ...report, examples: [], results: { ...report.results, stages: [bare] } })).toContain(
      'no curve',
    );
    const empty = renderReport({ ...report, results: { ...report.results, stages: [], chosen: -1 } });
    expect(empty).toContain('No stage was completed');
    for (const page of [empty, renderReport({ ...report, examples: [] })])
      expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('verdict', () => {
  it('counts the right texts and names the stage that validation chose', () => {
    const [headline, choice] = verdict(reportFixture());
    // 0.9589 of 875 is 839.04; √(0.9589 × 0.0411 / 875) = 0.00671.
    expect(headline).toBe(
      'The chosen model labels 839 of 875 unseen texts right: 95.9%, with a standard error of 0.7 points.',
    );
    expect(choice).toContain('"head" had the best validation score');
  });

  it('says so when tuning made the model worse', () => {
    const report = reportFixture();
    const worse = report.results.stages.map((stage) => ({ ...stage, after: { ...stage.after, crossEntropy: 0.3 } }));
    expect(verdict({ ...report, results: { ...report.results, stages: worse } }).join(' ')).toContain(
      'tuning made it worse',
    );
  });

  it('claims a difference from a reference only beyond two standard errors', () => {
    const report = reportFixture();
    const against = (accuracy: number): string => {
      const gradientHead = { accuracy, f1: 0.9, crossEntropy: 0.2 };
      const baselines = { ...report.results.baselines, gradientHead };
      const sentences = verdict({ ...report, results: { ...report.results, baselines } });
      return sentences.find((sentence) => sentence.includes('gradients')) ?? '';
    };
    // Two standard errors of the difference are 2 √(0.0067² + 0.0081²) = 0.021 where the head gets 0.938.
    expect(against(0.94)).toContain("0.200, above the chosen model's 0.122; in accuracy 875 texts cannot tell");
    expect(against(0.93)).toContain('2.9 points fewer');
    expect(against(1)).toContain('4.1 points more');
  });
});

it('takes the standard error of a proportion', () => {
  expect(standardError(0.5, 100)).toBe(0.05);
  expect(standardError(1, 100)).toBe(0);
});

describe('reportTable', () => {
  it('has a line for each baseline and for each stage before and after, with its costs, in 80 columns', () => {
    const lines = reportTable(reportFixture()).split('\n');
    expect(lines.filter((line) => /^(majority|frozen|head|all)/.test(line))).toHaveLength(7);
    expect(lines.find((line) => line.startsWith('head, after'))).toMatch(
      /^head, after \* +0\.959 +0\.953 +0\.122 +19\.4 +3\.2 +1\.02x +48\.3 KB$/,
    );
    expect(lines.find((line) => line.startsWith('all, after'))).not.toContain('*');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toContain('One standard error of its accuracy is 0.007.');
  });
});

describe('finetuneCommand', () => {
  it('writes the options as the command line takes them, quoted for a shell', () => {
    const report = reportFixture({
      options: { data: "my mails' list.csv", maxTokens: 64, stages: ['head', 'b.*'], folder: 'x' },
    });
    expect(finetuneCommand(report)).toBe(
      `zeroth finetune use-lite 'my mails'\\'' list.csv' --seed 0 --max-tokens 64 --stages 'head,b.*'`,
    );
  });
});
