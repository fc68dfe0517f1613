// A lesson: on the phone without signal at the door, and on the public pages from the first question to the result.
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { consented } from '../business.mjs';
import { enrol, isAccessible, isTouchable, sendNow, shared, unlock } from '../people.mjs';
import { start } from '../world.mjs';

const QUESTIONS = 10;
const PAGE_LIMIT_BYTES = 50_000;
let world;

test.beforeAll(async () => {
  world = await start();
});
test.afterAll(() => world?.stop());

/** The questions on the card of a skill, read from its file. */
function questionsOf(topic, skill) {
  const text = readFileSync(new URL(`../../content/lessons/${topic}/${skill}.md`, import.meta.url), 'utf8');
  const [, asked] = text.split('## Hỏi lại');
  return asked.trim().split(/^\d\. /m).slice(1).map((question) => ({
    right: question.match(/- \[x\] (.+)/)[1].replaceAll('**', ''),
    wrong: question.match(/- \[ \] (.+)/)[1].replaceAll('**', ''),
    why: question.match(/> (.+)/)[1].replaceAll('**', ''),
  }));
}

/** Opens the card of the first suggested skill from a visit, answers its questions, and returns to the visit. */
async function learnAtTheDoor(page, household) {
  await page.goto(`${world.base}/app/#/household/${household}/visit`);
  await page.locator('.chips label').first().click();
  const link = page.locator('fieldset.skill a.card-link').first();
  const skill = (await link.getAttribute('href')).split('/').pop();
  await link.click();
  const steps = page.locator('.card-steps li');
  await expect(steps.first()).toBeVisible();
  expect(await steps.count()).toBeGreaterThanOrEqual(4);
  await expect(page.getByText(/Kiểm tra lần cuối \d+/)).toBeVisible();
  await isAccessible(page);
  await isTouchable(page, 'a card');
  const topic = { dvc: 'dich-vu-cong', tt: 'thanh-toan', tmdt: 'thuong-mai-dien-tu', nts: 'nen-tang-so', attt: 'an-toan-thong-tin' };
  const [first, second] = questionsOf(topic[skill.split('-')[0]], skill);
  const asked = page.locator('.question');
  await asked.nth(0).getByRole('button', { name: first.right, exact: true }).click();
  await expect(asked.nth(0).getByRole('status')).toContainText('Đúng');
  await expect(asked.nth(0).getByRole('status')).toContainText(first.why);
  await asked.nth(1).getByRole('button', { name: second.wrong, exact: true }).click();
  await expect(asked.nth(1).getByRole('status')).toContainText(`Chưa đúng. Câu đúng: ${second.right}`);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Quay lại' }).click();
  // What was entered for the visit is still there.
  await expect(page.locator('.chips input').first()).toBeChecked();
}

/** Asks the first adult ten questions: the first is answered "I do not know", the others with any answer. */
async function askTenQuestions(page, household) {
  await page.goto(`${world.base}/app/#/household/${household}`);
  await page.locator('section.card details summary').first().click();
  await page.getByRole('link', { name: 'Hỏi mười câu' }).first().click();
  for (let number = 1; number <= QUESTIONS; number += 1) {
    await expect(page.getByText(`Câu ${number} trên ${QUESTIONS}`)).toBeVisible();
    const next = page.getByRole('button', { name: number === QUESTIONS ? 'Xem kết quả' : 'Câu tiếp' });
    await expect(next).toBeDisabled();
    const answers = page.locator('.question button');
    await (number === 1 ? answers.last() : answers.nth(number % 3)).click();
    if (number === 1) await isAccessible(page);
    await next.click();
  }
  await expect(page.getByText(/Kết quả: Đúng \d+ trên 10 câu/)).toBeVisible();
  await expect(page.getByText('Máy ghi là nghe kể', { exact: false })).toBeVisible();
  await isAccessible(page);
  await isTouchable(page, 'the result of a check');
  await page.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await expect(page.getByText('Đã ghi là nghe kể.')).toBeVisible();
  await page.locator('section.card details summary').first().click();
  await expect(page.getByText(/nghe kể/).first()).toBeVisible();
}

test('a lesson without signal: a card from the visit, its questions, and ten questions told, not seen', async ({ browser }) => {
  const { context, page } = await enrol(browser, world, world.member);
  const household = await consented(page, world);
  await sendNow(page, world);
  await context.setOffline(true);
  await page.reload();
  await unlock(page);
  await page.goto(`${world.base}/app/#/lessons`);
  await page.getByRole('link', { name: /Thanh toán/ }).click();
  await page.getByRole('link', { name: /VietQR/ }).first().click();
  await expect(page.locator('.card-steps li').first()).toBeVisible();
  const lesson = await shared(page);
  expect(lesson).toMatch(/VietQR.*\n1\. /);
  expect(lesson).toContain(`\n${world.base}/hoc/thanh-toan/`);
  expect(lesson).not.toContain('**');
  await learnAtTheDoor(page, household);
  await askTenQuestions(page, household);
  await context.setOffline(false);
  await sendNow(page, world);
});

test('a lesson for everyone: a card, a leaflet and the self-check from first to last question', async ({ browser }) => {
  const page = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
  const opened = async (path) => {
    const answer = await page.goto(`${world.base}${path}`);
    expect((await answer.body()).length).toBeLessThan(PAGE_LIMIT_BYTES);
    await isAccessible(page);
    await isTouchable(page, path);
  };
  await opened('/hoc');
  await opened('/hoc/an-toan-thong-tin');
  await opened('/hoc/an-toan-thong-tin/attt-giu-kin-otp');
  await page.getByText('Xem câu đúng').first().click();
  const [first] = questionsOf('an-toan-thong-tin', 'attt-giu-kin-otp');
  await expect(page.locator('details[open]').getByText(first.right)).toBeVisible();
  await opened('/hoc/an-toan-thong-tin/to-roi');
  await opened('/tu-kiem-tra');
  await page.getByRole('button', { name: 'Bắt đầu' }).click();
  for (let number = 1; number <= QUESTIONS; number += 1) {
    await expect(page.getByRole('heading', { name: `Câu ${number} trên ${QUESTIONS}` })).toBeVisible();
    if (number <= 2) await isAccessible(page);
    await page.getByRole('radio').nth(number === 1 ? 3 : number % 3).check();
    await page.getByRole('button', { name: number === QUESTIONS ? 'Xem kết quả' : 'Câu tiếp' }).click();
  }
  await expect(page.getByRole('heading', { name: /Kết quả của mình: Đúng \d+ trên 10 câu/ })).toBeVisible();
  await isAccessible(page);
  await isTouchable(page, 'the result');
  // What to learn is one tap away.
  await page.locator('.results li a').first().click();
  await expect(page.locator('.steps li').first()).toBeVisible();
});
