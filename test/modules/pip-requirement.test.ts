/** Requirements of pip as Ansible and pkg_resources read them; every answer is Python's own. */
import { describe, expect, test } from 'vitest';
import {
  isInstalled,
  joinNames,
  parseRequirement,
  readInstalled,
  withVersion,
} from '../../engine/modules/_shared/pip-requirement.ts';
import { fulfils } from '../../engine/modules/_shared/python-version.ts';

describe('versions', () => {
  test.each([
    ['1.4', '==1.4.0', true],
    ['1.4.2', '==1.4.*', true],
    ['1.40', '==1.4.*', false],
    ['1.4', '!=1.4', false],
    ['1.4+local.1', '==1.4', true],
    ['1.4+local.1', '==1.4+local.2', false],
    ['2.0', '>=1.9.9', true],
    ['1.10', '>1.9', true],
    ['1.4.post1', '>1.4', false],
    ['1.4+local', '>1.4', false],
    ['1.4.post2', '>1.4.post1', true],
    ['1.5rc1', '<1.5', false],
    ['1.5rc1', '<1.5rc2', true],
    ['1.5.dev3', '<=1.5', true],
    ['1.5a1', '>=1.5.dev1', true],
    ['1.5b1', '>=1.5a9', true],
    ['1.4.9', '~=1.4.2', true],
    ['1.5', '~=1.4.2', false],
    ['1.9', '~=1.4', true],
    ['2.0', '~=1.4', false],
    ['1!1.0', '>2024.1', true],
    ['1.0-1', '==1.0.post1', true],
    ['v1.0', '==1.0', true],
    ['whatever', '===WhatEver', true],
    ['whatever', '>=1.0', false],
  ])('%s %s: %s', (version, specifier, expected) => {
    expect(fulfils(version, specifier)).toBe(expected);
  });
});

describe('requirements', () => {
  test.each([
    [
      ['django>1.11.1', '<1.11.3', 'six'],
      ['django>1.11.1,<1.11.3', 'six'],
    ],
    [
      ['a[x,y]==1', 'b'],
      ['a[x,y]==1', 'b'],
    ],
    [['a,b'], ['a', 'b']],
    [['a', '~=1.0'], ['a,~=1.0']],
  ])('%j are %j', (names, expected) => {
    expect(joinNames(names)).toEqual(expected);
  });

  test.each([
    ['six', 'six', 'six'],
    ['Zope.Interface >= 5', 'Zope.Interface>=5', 'zope-interface'],
    ['a>1,<2', 'a<2,>1', 'a'],
    ['a[y, x]==1', 'a[x,y]==1', 'a'],
    ['a (==1)', 'a==1', 'a'],
    ['git+https://git.example.org/a.git', 'git+https://git.example.org/a.git', undefined],
    ['./a', './a', undefined],
    ['https://example.org/a.whl', 'https://example.org/a.whl', undefined],
  ])('%s is written %s', (text, written, name) => {
    expect(parseRequirement(text)).toMatchObject({ text: written, name });
  });

  test('a version of its own', () => {
    expect(withVersion(parseRequirement('a'), '1.4').text).toBe('a==1.4');
    expect(withVersion(parseRequirement('a'), '>=1,<2').text).toBe('a<2,>=1');
  });

  test('are found among what is installed', () => {
    const installed = readInstalled('Zope.Interface==5.1\nsix==1.16.0\n');
    expect(isInstalled(parseRequirement('zope_interface>5'), installed)).toBe(true);
    expect(isInstalled(parseRequirement('six<1'), installed)).toBe(false);
    expect(isInstalled(parseRequirement('attrs'), installed)).toBe(false);
  });
});
