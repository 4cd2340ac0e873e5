#!/usr/bin/env node
'use strict';
require('../dist/gage.cjs').start();
