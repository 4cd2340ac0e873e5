import type { Plugin } from 'vitest/config';

export declare const bundledTextForTests: Plugin;

export declare const markdownForTests: Plugin;
