// Copyright 2026 The SmartAsync authors
// SPDX-License-Identifier: LGPL-2.1-or-later
//
// The site's search, in place of gi-docgen's: over the guide and all libraries, in titles and text. What it needs, lunr
// and the texts, is loaded when somebody searches, as scripts, which pages that are read from files can load, too.
'use strict';

(function () {

const HERE = document.currentScript.src.replace(/[^/]*$/, '');
const SHOWN_AT_MOST = 50;
const AROUND = 90;  // characters of a text that are shown before and after what was found
const DELAY = 150;  // milliseconds between a key and the search

let index = null;
let newest = 0;

function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
}

/* What is searched */

function loadScript(name) {
    return new Promise((resolve, reject) => {
        const script = element('script', {src: HERE + name, onload: resolve});
        script.onerror = () => reject(new Error(`${script.src} can't be loaded`));
        document.head.append(script);
    });
}

// Words are what is between signs, so that parts of `--existing=generate`, `Gio.File` and `get_repo_sync` are found.
// They are not cut to their stems: the beginning of one is enough.
function makeIndex(entries) {
    lunr.tokenizer.separator = /[\W_]+/;
    return lunr(function () {
        this.pipeline.reset();
        this.searchPipeline.reset();
        this.field('title', {boost: 5});
        this.field('text');
        entries.forEach((entry, number) => this.add({id: number, ...entry}));
    });
}

function loadIndex() {
    index ??= Promise.all([loadScript('lunr.js'), loadScript('search-data.js')])
        .then(() => makeIndex(window.searchData));
    return index;
}

// All words have to be there, also as parts of longer ones: best as they are, then as a beginning.
function find(lunrIndex, text) {
    const {LEADING, TRAILING} = lunr.Query.wildcard;
    const found = lunrIndex.query(query => {
        for (const token of lunr.tokenizer(text)) {
            const word = token.toString();
            const anywhere = word.length > 2 ? LEADING | TRAILING : TRAILING;
            query.term(word, {boost: 100});
            query.term(word, {boost: 10, wildcard: TRAILING});
            query.term(word, {wildcard: anywhere, presence: lunr.Query.presence.REQUIRED});
        }
    });
    return found.map(({ref}) => window.searchData[ref]);
}

/* What is shown */

// What the title tells is not shown again.
function excerpt({title, text}, word) {
    const place = whole => whole.toLowerCase().indexOf(word.toLowerCase());
    const at = place(title) >= 0 ? 0 : Math.max(0, place(text));
    const start = at > AROUND ? text.indexOf(' ', at - AROUND) + 1 : 0;
    const end = text.indexOf(' ', at + AROUND);
    return (start > 0 ? '… ' : '') + text.slice(start, end < 0 ? undefined : end) + (end < 0 ? '' : ' …');
}

function result(entry, word) {
    const isSymbol = /^\w+_\w+$/.test(entry.title);
    return element('div', {className: 'result'},
        element('a', {href: new URL(entry.address, HERE).href},
            isSymbol ? element('code', {}, entry.title) : entry.title),
        element('span', {className: 'place'}, entry.place),
        element('p', {}, excerpt(entry, word)));
}

function heading(text, number) {
    const counted = number === 0 ? 'Nothing is found for' : number === 1 ? '1 result for' : `${number} results for`;
    const limited = number > SHOWN_AT_MOST ? `, the first ${SHOWN_AT_MOST}` : '';
    return element('h1', {}, `${counted} “${text}”${limited}`);
}

function show(page, ...children) {
    page.search.replaceChildren(...children);
    const isSearch = children.length > 0;
    page.search.classList.toggle('hidden', !isSearch);
    page.main.classList.toggle('hidden', isSearch);
    page.toc?.classList.toggle('hidden', isSearch);
    if (isSearch)
        window.scroll({top: 0});
}

// The address is that of the search, to come back to. A page that is read from a file cannot change it.
function noteInAddress(text) {
    if (window.location.protocol === 'file:')
        return;
    const address = new URL(window.location);
    address.search = text ? new URLSearchParams({q: text}) : '';
    window.history.replaceState(null, '', address);
}

async function search(page, text) {
    const mine = ++newest;
    noteInAddress(text);
    if (!/\w/.test(text)) {
        show(page);
        return;
    }
    try {
        const found = find(await loadIndex(), text);
        const word = text.match(/\w+/)[0];
        if (mine === newest)
            show(page, heading(text, found.length), ...found.slice(0, SHOWN_AT_MOST).map(entry => result(entry, word)));
    } catch (error) {
        index = null;  // the next search tries again
        show(page, element('h1', {}, 'The search does not work'), element('p', {}, error.message));
    }
}

window.addEventListener('load', () => {
    const page = {};
    for (const name of ['main', 'search', 'toc'])
        page[name] = document.getElementById(name);
    page.search.setAttribute('aria-live', 'polite');
    const input = document.getElementById('search-input');
    let timer = 0;
    input.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(() => search(page, input.value.trim()), DELAY);
    });
    document.getElementById('search-form').addEventListener('submit', async event => {
        event.preventDefault();
        clearTimeout(timer);
        await search(page, input.value.trim());
        page.search.querySelector('.result a')?.click();
    });

    const asked = new URLSearchParams(window.location.search).get('q');
    if (asked) {
        input.value = asked;
        search(page, asked);
    }
});

})();
