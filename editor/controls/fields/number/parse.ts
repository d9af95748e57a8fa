/** Reads the text of a number field: a number, or arithmetic such as `1024/2`. */
import { halfWidth } from './half-width.ts';

type Tokens = { readonly all: readonly string[]; at: number };

const TOKEN = /\s*(\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|[-+*/%^()])/y;

/**
 * Evaluates an expression of numbers, `+ - * / % ^` and parentheses. A decimal comma counts as a point, and full-width
 * digits and signs as the usual ones. An expression that starts with `*`, `/`, `+=` or `-=` continues from the current
 * value.
 * @returns undefined if the text is not an expression or its value is not finite.
 */
export function parseNumber(text: string, current = 0): number | undefined {
  const all = tokenise(onCurrent(halfWidth(text).trim(), current));
  if (!all || all.length === 0) return undefined;
  const tokens = { all, at: 0 };
  const value = sum(tokens);
  return value !== undefined && tokens.at === all.length && Number.isFinite(value) ? value : undefined;
}

function onCurrent(text: string, current: number): string {
  if (/^[*/]/.test(text)) return `(${current})${text}`;
  return text.replace(/^([+-])=/, (_, sign: string) => `(${current})${sign}`);
}

function tokenise(text: string): string[] | undefined {
  // "1,024" is ambiguous: a thousand in some countries, about one in others.
  if (/\d,\d{3}(?!\d)/.test(text)) return undefined;
  const plain = text.replaceAll(',', '.').trimEnd();
  const all: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < plain.length) {
    const token = TOKEN.exec(plain)?.[1];
    if (token === undefined) return undefined;
    all.push(token);
  }
  return all;
}

type Rule = (tokens: Tokens) => number | undefined;

const sum = leftToRight(['+', '-'], leftToRight(['*', '/', '%'], signed));

function leftToRight(operators: readonly string[], operand: Rule): Rule {
  return (tokens) => {
    let left = operand(tokens);
    for (let operator = take(tokens, operators); operator !== undefined; operator = take(tokens, operators)) {
      const right = operand(tokens);
      if (left === undefined || right === undefined) return undefined;
      left = apply(operator, left, right);
    }
    return left;
  };
}

function signed(tokens: Tokens): number | undefined {
  const sign = take(tokens, ['-', '+']);
  if (sign === undefined) return power(tokens);
  const value = signed(tokens);
  return value === undefined || sign === '+' ? value : -value;
}

function power(tokens: Tokens): number | undefined {
  const base = primary(tokens);
  if (base === undefined || take(tokens, ['^']) === undefined) return base;
  const exponent = signed(tokens);
  return exponent === undefined ? undefined : base ** exponent;
}

function primary(tokens: Tokens): number | undefined {
  if (take(tokens, ['(']) !== undefined) {
    const value = sum(tokens);
    return take(tokens, [')']) === undefined ? undefined : value;
  }
  const token = tokens.all[tokens.at];
  if (token === undefined || !/^[\d.]/.test(token)) return undefined;
  tokens.at += 1;
  return Number(token);
}

function take(tokens: Tokens, wanted: readonly string[]): string | undefined {
  const token = tokens.all[tokens.at];
  if (token === undefined || !wanted.includes(token)) return undefined;
  tokens.at += 1;
  return token;
}

function apply(operator: string, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      return left % right;
  }
}
