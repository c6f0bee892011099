#!/usr/bin/env python3
"""Composes pages of the corpus from articles and the skeletons of page families.

    articles/<article>.md   an article in a small Markdown subset, with a front matter
    families/<family>.html  the page around it, as a template
    families/<family>.toml  the rules of a site of that family, as a template
    families/words/<lang>.txt  labels, menu entries and the like in the article's language

become

    pages/<page>.html       the page, in the encoding that it declares
    pages/<page>.md, .txt   what a careful reader wants of it, made from the article alone
    pages/<page>.toml       the rules of the page's site, with a test

The same input gives the same bytes. `compose.py` writes all composed files, `compose.py --check` writes nothing and
fails if one of them differs. The templates are described in README.md. Needs Python 3.10, nothing else.
"""

import json
import re
import sys
import zlib
from dataclasses import dataclass, field
from html.entities import codepoint2name
from pathlib import Path
from urllib.parse import urljoin

CORPUS = Path(__file__).parent
FAMILIES = CORPUS / "families"

# Article, family, page, encoding as the page declares it, line ends. A page in UTF-8 or UTF-16 may have a mark (BOM).
PAGES = """
ar-bridge           newspaper          newspaper-bridge-ar      utf-8         lf
ja-lighthouse       newspaper          newspaper-lighthouse-ja  shift_jis     lf
th-river            newspaper          newspaper-ferry-th       tis-620       lf
he-orchard          builder            builder-orchard-he       utf-8         crlf
fa-qanat            agency             agency-qanat-fa          utf-8         crlf
el-island           agency             agency-island-el         windows-1253  lf
pl-museum           agency             agency-museum-pl         iso-8859-2    lf
ar-library          aggregator         aggregator-library-ar    windows-1256  crlf
he-radio            wordpress-classic  blog-radio-he            utf-16le-bom  lf
zh-bicycle          wordpress-classic  blog-bicycle-zh          big5          lf
ar-recipe           wordpress-classic  blog-soup-ar             utf-8         crlf
de-hike             wordpress-block    blocks-hike-de           utf-8         crlf
pt-recipe           wordpress-block    blocks-cake-pt           utf-8-bom     lf
fa-chess            blogger            blogger-chess-fa         utf-8         lf
zh-tea              portal             portal-tea-zh            gb2312        lf
ko-market           portal             portal-market-ko         euc-kr        crlf
ru-forum-stove      forum              forum-stove-ru           koi8-r        lf
ru-tram             oldtable           oldtable-tram-ru         windows-1251  crlf
fr-market           amp                amp-market-fr            utf-8         lf
hi-school           amp                amp-school-hi            utf-8         lf
es-football         livenews           livenews-football-es     utf-8         lf
tr-bazaar           livenews           livenews-bazaar-tr       iso-8859-9    lf
ur-cricket          livenews           livenews-cricket-ur      utf-8         crlf
en-wiki-lighthouse  wiki               wiki-lighthouse-en       utf-8         lf
en-shop-lamp        shop               shop-lamp-en             utf-8         lf
en-qa-rust-lock     qa                 qa-lock-en               utf-8         lf
"""

# Encodings by the names that pages use, where Python's name differs. Pages call "gb2312" what is GBK, and so on.
CODECS = {
    "gb2312": "gbk",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "big5": "cp950",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "utf-8-bom": "utf-8-sig",
    "utf-16le-bom": "utf-16-le",
}


# --- Articles -------------------------------------------------------------------------------------------------------


@dataclass
class Article:
    """An article: what its front matter says, and its blocks."""

    facts: dict
    blocks: list


@dataclass
class Block:
    """A block of an article. What `value` is depends on the kind."""

    kind: str
    value: object
    level: int = 0


@dataclass
class Item:
    """An item of a list, with the items below it."""

    number: int | None
    text: str
    items: list = field(default_factory=list)


def read_article(path):
    _, front, body = path.read_text("utf-8").split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in front.splitlines())
    return Article({key: value.strip() for key, value in facts.items()}, read_blocks(body))


def read_blocks(body):
    fences = re.split(r"^```(\S*)\n(.*?)^```$", body, flags=re.M | re.S)
    blocks = []
    for at in range(0, len(fences), 3):
        blocks += [read_block(part) for part in re.split(r"\n{2,}", fences[at].strip("\n")) if part.strip()]
        if at + 2 < len(fences):
            blocks.append(Block("code", (fences[at + 1], fences[at + 2].rstrip("\n"))))
    return blocks


def read_block(part):
    lines = part.strip("\n").split("\n")
    first = lines[0]
    if heading := re.match(r"(#{2,6}) (.*)", first):
        return Block("heading", heading[2], len(heading[1]))
    if figure := re.fullmatch(r"!\[(.*?)\]\((.*?)\)", first):
        caption = lines[1].removeprefix("^ ") if len(lines) > 1 else ""
        return Block("figure", {"alt": figure[1], "source": figure[2], "caption": caption})
    if first.startswith("|"):
        rows = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in lines]
        return Block("table", [row for row in rows if set("".join(row)) - set("-: ")])
    if first.startswith(">"):
        return Block("quote", [line.removeprefix(">").strip() for line in lines if line.strip("> ")])
    if re.match(r"(-|\d+\.) ", first):
        return Block("list", read_items(lines))
    return Block("paragraph", " ".join(lines))


def read_items(lines):
    """The items of a list; a deeper indent than the first line's belongs to the item before."""
    indent = len(lines[0]) - len(lines[0].lstrip())
    items, below = [], []
    for line in lines + [" " * indent + "- "]:
        if len(line) - len(line.lstrip()) > indent:
            below.append(line)
            continue
        if below:
            items[-1].items = read_items(below)
            below = []
        marker, _, text = line.strip().partition(" ")
        number = None if marker == "-" else int(marker.rstrip("."))
        items.append(Item(number, text))
    return items[:-1]


INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\*\*(?P<bold>.+?)\*\*"
    r"|\*(?P<emphasis>.+?)\*"
    r"|\[(?P<link>[^\]]+)\]\((?P<to>[^)\s]+)\)"
)


def read_inline(text):
    """Splits text into pairs of a kind and a value: `text`, `code`, `bold`, `emphasis`, or `link` with its address."""
    at, pieces = 0, []
    for found in INLINE.finditer(text):
        pieces.append(("text", text[at : found.start()]))
        kind = found.lastgroup if found.lastgroup != "to" else "link"
        pieces.append((kind, (found["link"], found["to"]) if kind == "link" else found[kind]))
        at = found.end()
    pieces.append(("text", text[at:]))
    return [piece for piece in pieces if piece[1]]


# --- What a reader wants --------------------------------------------------------------------------------------------


def plain(text):
    """The words of inline text."""
    words = {"link": lambda value: plain(value[0]), "bold": plain, "emphasis": plain}
    return "".join(words.get(kind, str)(value) for kind, value in read_inline(text))


def as_text(article):
    """The article as clean text."""
    parts = [article.facts["title"]] + [text_block(block) for block in article.blocks]
    return "\n\n".join(part for part in parts if part) + "\n"


def text_block(block):
    if block.kind == "figure":
        return plain(block.value["caption"])
    if block.kind == "table":
        return "\n".join("\t".join(plain(cell) for cell in row) for row in block.value)
    if block.kind == "quote":
        return "\n\n".join(plain(line) for line in block.value)
    if block.kind == "list":
        return "\n".join(item_lines(block.value, plain))
    if block.kind == "code":
        return block.value[1]
    return plain(block.value)


def item_lines(items, write):
    """One line an item; the items below one are indented by the width of its marker."""
    lines = []
    for item in items:
        marker = "- " if item.number is None else f"{item.number}. "
        lines.append(marker + write(item.text))
        lines += [" " * len(marker) + line for line in item_lines(item.items, write)]
    return lines


def as_markdown(article, address):
    """The article as Markdown; relative addresses are resolved against the page's own."""
    parts = ["# " + escape_markdown(article.facts["title"])]
    parts += [markdown_block(block, address) for block in article.blocks]
    return "\n\n".join(parts) + "\n"


def markdown_block(block, address):
    def inline(text, start=True, cell=False):
        return markdown_inline(text, address, start, cell)

    if block.kind == "heading":
        return "#" * block.level + " " + inline(block.value, start=False)
    if block.kind == "figure":
        image = f"![{escape_markdown(block.value['alt'])}]({resolve(address, block.value['source'])})"
        return "\n\n".join([image, inline(block.value["caption"])] if block.value["caption"] else [image])
    if block.kind == "table":
        rows = [[inline(cell, start=False, cell=True) for cell in row] for row in block.value]
        rows.insert(1, ["---"] * len(rows[0]))
        return "\n".join("| " + " | ".join(row) + " |" for row in rows)
    if block.kind == "quote":
        return "\n>\n".join("> " + inline(line) for line in block.value)
    if block.kind == "list":
        return "\n".join(item_lines(block.value, inline))
    if block.kind == "code":
        return f"```{block.value[0]}\n{block.value[1]}\n```"
    return inline(block.value)


def markdown_inline(text, address, start, cell):
    parts = []
    for kind, value in read_inline(text):
        if kind == "text":
            parts.append(escape_markdown(value, start and not parts, cell))
        elif kind == "code":
            parts.append("`" + (value.replace("|", "\\|") if cell else value) + "`")
        elif kind == "link":
            parts.append(f"[{markdown_inline(value[0], address, False, cell)}]({resolve(address, value[1])})")
        else:
            sign = "**" if kind == "bold" else "*"
            parts.append(sign + markdown_inline(value, address, False, cell) + sign)
    return "".join(parts)


def resolve(address, reference):
    """A whole address; that of a host alone ends in a slash."""
    return re.sub(r"^(\w+://[^/?#]+)$", r"\1/", urljoin(address, reference))


def escape_markdown(text, start=False, cell=False):
    """A backslash before whatever would be a sign, and only there."""
    text = re.sub(r"[\\`*\[\]<]|(?<!\w)_|_(?!\w)|&(?=#?[A-Za-z0-9]+;)", r"\\\g<0>", text)
    if cell:
        text = text.replace("|", "\\|")
    if start:
        text = re.sub(r"^(#|>|[-+](?= |$))", r"\\\1", text)
        text = re.sub(r"^(\d+)([.)])(?= |$)", r"\1\\\2", text)
    return text


# --- Templates ------------------------------------------------------------------------------------------------------


class Ready(str):
    """Text that needs no escaping any more."""


def escape_html(value):
    if isinstance(value, Ready):
        return value
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def escape_toml(value):
    if isinstance(value, Ready):
        return value
    return str(value).replace("\\", "\\\\").replace('"', '\\"')


# A tag that controls something takes the line end behind it along.
TAG = re.compile(
    r"\{\{(?P<control>!.*?|(?:repeat|insert|define|if) [\w ]+|end)\}\}\n?|\{\{(?P<value>\w[\w -]*)\}\}", re.S
)


def parse_template(source):
    """A list of nodes: strings, ("value", words) and (keyword, argument, nodes)."""
    stack, at = [("root", "", [])], 0
    for tag in TAG.finditer(source):
        nodes = stack[-1][2]
        if tag.start() > at:
            nodes.append(source[at : tag.start()])
        at = tag.end()
        if tag["value"]:
            nodes.append(("value", tag["value"].split()))
        elif tag["control"] == "end":
            block = stack.pop()
            stack[-1][2].append(block)
        elif not tag["control"].startswith("!"):
            keyword, argument = tag["control"].split(" ", 1)
            stack.append((keyword, argument, []))
    if len(stack) != 1:
        raise SyntaxError(f"no {{{{end}}}} for {stack[-1][:2]}")
    if at < len(source):
        stack[0][2].append(source[at:])
    return stack[0][2]


class Template:
    """A skeleton, its parts taken out: `define NAME` and `insert AFTER`."""

    def __init__(self, path):
        self.nodes, self.defined, self.inserts = [], {}, []
        for node in parse_template(path.read_text("utf-8")):
            if node[0] == "define":
                self.defined[node[1]] = node[2]
            elif node[0] == "insert":
                self.inserts.append((int(node[1]), node[2]))
            else:
                self.nodes.append(node)


def render(nodes, scope, escape=escape_html):
    out = []
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        elif node[0] == "value":
            out.append(escape(scope.get(*node[1])))
        elif node[0] == "repeat":
            for index in range(int(node[1])):
                out.append(render(node[2], scope.inner(index=index, n=index + 1), escape))
        elif node[0] == "if" and scope.get(node[1]):
            out.append(render(node[2], scope, escape))
    return "".join(out)


# What is made up once for each round of a `repeat`, so that it can stand in several places there.
STABLE = ("headline", "path")


class Scope:
    """The names that a template may use: values, labels, and what the filler makes up."""

    def __init__(self, values, filler, outer=None):
        self.values = values
        self.filler = filler
        self.outer = outer

    def inner(self, **values):
        return Scope(values, self.filler, self)

    def get(self, name, *arguments):
        if name in STABLE:
            if name not in self.values:
                self.values[name] = self.filler.make(name, self)
            return self.values[name]
        scope = self
        while scope:
            if name in scope.values:
                return scope.values[name]
            scope = scope.outer
        return self.filler.make(name, self, *arguments)


# --- Filler ---------------------------------------------------------------------------------------------------------


class Dice:
    """A generator of numbers that are the same everywhere and always."""

    def __init__(self, name):
        self.state = zlib.crc32(name.encode())

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def one_of(self, values):
        return values[self.below(len(values))]


class Words:
    """Labels and lists of one language."""

    def __init__(self, lang):
        lines = (FAMILIES / "words" / f"{lang}.txt").read_text("utf-8").splitlines()
        self.entries = dict(line.split(": ", 1) for line in lines if line.strip() and not line.startswith("#"))

    def __contains__(self, name):
        return name in self.entries

    def label(self, name):
        return self.entries[name]

    def list(self, name):
        return [entry.strip() for entry in self.entries[name].split("|")]


class Filler:
    """Makes up what stands around an article: teasers, menu entries, names, scripts, styles, drawings."""

    def __init__(self, page, words):
        self.dice = Dice(page)
        self.words = words
        self.counts = {}

    def make(self, name, scope, *arguments):
        if name in self.words:
            return self.words.label(name)
        maker = getattr(self, "make_" + name, None)
        if maker is None:
            raise KeyError(f"no value, label or maker is called {name}")
        return maker(scope, *(int(argument) for argument in arguments))

    def count(self, name):
        self.counts[name] = self.counts.get(name, -1) + 1
        return self.counts[name]

    def next_of(self, name):
        entries = self.words.list(name)
        return entries[self.count(name) % len(entries)]

    def make_headline(self, _):
        """A teaser's title; no two on a page are the same as long as the lists last."""
        subjects, predicates = self.words.list("subjects"), self.words.list("predicates")
        count = self.count("headline")
        subject = subjects[count % len(subjects)]
        predicate = predicates[(count + count // len(subjects)) % len(predicates)]
        return subject + self.words.label("joint").strip('"') + predicate

    def make_lead(self, _):
        return self.next_of("leads")

    def make_entry(self, _):
        return self.next_of("menu")

    def make_person(self, _):
        return self.next_of("people")

    def make_remark(self, _):
        return self.next_of("remarks")

    def make_number(self, _):
        return str(self.dice.below(900) + 100)

    def make_small(self, _):
        return str(self.dice.below(28) + 2)

    def make_path(self, _):
        stems = "news city life culture sport world economy science travel opinion photo archive".split()
        return f"{self.dice.one_of(stems)}/{self.dice.below(900000) + 100000}"

    def make_day(self, _):
        return f"2025-{self.dice.below(9) + 1:02}-{self.dice.below(28) + 1:02}"

    def make_time(self, _):
        return f"{self.dice.below(24):02}:{self.dice.below(60):02}"

    def make_hex(self, _):
        return f"{self.dice.below(2**31):08x}"

    def name_of_code(self):
        syllables = "ba ce di fo gu ka le mi no pu ra se ti vo zu".split()
        return "".join(self.dice.one_of(syllables) for _ in range(self.dice.below(2) + 2))

    def make_script(self, _, size):
        """Statements in the manner of a minified script, with strings and comments that look like markup."""
        forms = [
            "var {a}={n};",
            "function {a}({b}){{return {b}&&{b}.{c}?{b}.{c}({n}):null}}",
            'if({n}<{m}&&window.{a}){{{a}.push(["{b}",{n},{m}])}}',
            "{a}.prototype.{b}=function(){{for(var i=0;i<{n};i++)this.{c}[i]=i>>1}};",
            "var {a}='<div class=\"{b}\"><span>'+{c}+'</span></div>';",
            'window.{a}=window.{a}||{{}};{a}.{b}={{"{c}":{n},"tpl":"<li><a href=\\"#\\"></a></li></ul></div>"}};',
            "{a}.html('<!-- {b} -->');",
            "var {a}=document.getElementById('{b}');{a}&&({a}.style.width='{n}px');",
            "/* {a} </article> */{b}={n}>{m}?'{c}':\"<\\/p>\";",
        ]
        return Ready(self.fill(forms, size))

    def make_style(self, _, size):
        forms = [
            ".{a}__{b}{{display:flex;padding:{s}px {t}px;color:#{h}}}",
            ".{a} .{b}>a:hover{{text-decoration:none;border-bottom:{s}px solid #{h}}}",
            "#{a}-{b}{{max-width:{n}px;margin:0 auto;line-height:1.{s}}}",
            ".{a}-{b}::before{{content:\"\\201C\";float:left;width:{s}%}}",
            "@media (max-width:{n}px){{.{a}{{display:none}}.{b}{{width:100%;font-size:{t}px}}}}",
            "/* </style-of-{a}> <!-- {b} --> */.{c}{{background:#{h} url(/img/{b}.png) no-repeat -{n}px 0}}",
        ]
        return Ready(self.fill(forms, size))

    def fill(self, forms, size):
        out, length = [], 0
        while length < size:
            names = {key: self.name_of_code() for key in "abc"}
            numbers = {"n": self.dice.below(900) + 100, "m": self.dice.below(90), "s": self.dice.below(9) + 1}
            numbers |= {"t": self.dice.below(30) + 2, "h": f"{self.dice.below(2**24):06x}"}
            out.append(self.dice.one_of(forms).format(**names, **numbers))
            length += len(out[-1])
        return "".join(out)

    def make_data(self, _, size):
        """The data of a small picture."""
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        return "".join(self.dice.one_of(letters) for _ in range(size))

    def make_drawing(self, _, size=90):
        """The path of an icon."""
        out, length = ["M3 6"], 0
        while length < size:
            letter = self.dice.one_of("clsvhaq")
            numbers = {"c": 6, "l": 2, "s": 4, "v": 1, "h": 1, "q": 4}.get(letter, 2)
            values = " ".join(f"{self.dice.below(180) / 10 - 9:.1f}" for _ in range(numbers))
            out.append(f"a3 4 0 0 1 {values}" if letter == "a" else letter + values)
            length += len(out[-1])
        return "".join(out) + "z"

    def make_jsonld(self, scope):
        """What search engines are told, with markup in its strings."""
        data = {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": scope.get("title"),
            "datePublished": scope.get("date"),
            "author": {"@type": "Person", "name": scope.get("byline")},
            "publisher": {"@type": "Organization", "name": scope.get("site")},
            "description": f"<div class=\"lead\">{scope.get('description')}</div><!-- more -->",
            "mainEntityOfPage": scope.get("url"),
        }
        return Ready(json.dumps(data, separators=(",", ":")))


# --- Pages ----------------------------------------------------------------------------------------------------------


BODY_PARTS = {
    "paragraph": "<p>{{text}}</p>\n",
    "heading": "<h{{level}}>{{text}}</h{{level}}>\n",
    "quote": "<blockquote>\n{{text}}</blockquote>\n",
    "quoted": "<p>{{text}}</p>\n",
    "figure": (
        '<figure><img src="{{source}}" alt="{{alt}}">\n'
        "{{if caption}}<figcaption>{{caption}}</figcaption>\n{{end}}</figure>\n"
    ),
    "list": "<{{kind}}>\n{{text}}</{{kind}}>\n",
    "item": "<li>{{text}}</li>\n",
    "table": "<table>\n<thead>\n{{head}}</thead>\n<tbody>\n{{text}}</tbody>\n</table>\n",
    "row": "<tr>{{text}}</tr>\n",
    "headcell": "<th>{{text}}</th>",
    "cell": "<td>{{text}}</td>",
    "code": '<pre><code class="language-{{language}}">{{text}}</code></pre>\n',
    "bold": "<strong>{{text}}</strong>",
    "emphasis": "<em>{{text}}</em>",
    "link": '<a href="{{to}}">{{text}}</a>',
    "codeword": "<code>{{text}}</code>",
}


class Body:
    """The markup of an article in the manner of a family."""

    def __init__(self, template, scope):
        self.parts = {name: parse_template(source) for name, source in BODY_PARTS.items()}
        self.parts |= template.defined
        self.inserts = template.inserts
        self.references = "".join(template.defined.get("references", []))
        self.scope = scope

    def part(self, name, **values):
        markup = {key: Ready(value) if key in ("text", "head", "caption") else value for key, value in values.items()}
        return render(self.parts[name], self.scope.inner(**markup))

    def write(self, blocks):
        out = []
        for count, block in enumerate(blocks):
            out += [self.insert(nodes) for after, nodes in self.inserts if after == count]
            out.append(self.block(block, count))
        return Ready("".join(out))

    def insert(self, nodes):
        return render(nodes, self.scope.inner())

    def block(self, block, count):
        value, position = block.value, {"n": count + 1, "odd": count % 2 == 1, "first": count == 0}
        if block.kind == "figure":
            return self.part("figure", **value | {"caption": self.inline(value["caption"])}, **position)
        if block.kind == "table":
            head = self.row(value[0], "headcell")
            return self.part("table", head=head, text="".join(self.row(row, "cell") for row in value[1:]))
        if block.kind == "quote":
            return self.part("quote", text="".join(self.part("quoted", text=self.inline(line)) for line in value))
        if block.kind == "list":
            return self.items(value)
        if block.kind == "code":
            return self.part("code", language=value[0], text=escape_html(value[1]))
        text = self.inline(value, links_word=block.kind == "paragraph" and "keyword" in self.parts)
        return self.part(block.kind, text=text, level=block.level, **position)

    def row(self, cells, kind):
        return self.part("row", text="".join(self.part(kind, text=self.inline(cell)) for cell in cells))

    def items(self, items):
        markup = ""
        for item in items:
            below = "\n" + self.items(item.items) if item.items else ""
            markup += self.part("item", text=self.inline(item.text) + below)
        return self.part("list", kind="ul" if items[0].number is None else "ol", text=markup)

    def inline(self, text, links_word=False):
        """The markup of inline text. Some sites link a word of each paragraph to lists of their own."""
        parts = []
        for kind, value in read_inline(text):
            if kind == "text":
                word = re.search(r"(?<!\S)\w{7,}(?=\s)", value) if links_word else None
                start, end = word.span() if word else (0, 0)
                parts.append(self.words(value[:start]))
                if word:
                    parts.append(self.part("keyword", text=self.words(word[0])))
                    links_word = False
                parts.append(self.words(value[end:]))
            elif kind == "code":
                parts.append(self.part("codeword", text=escape_html(value)))
            elif kind == "link":
                parts.append(self.part("link", text=self.inline(value[0]), to=value[1]))
            else:
                parts.append(self.part(kind, text=self.inline(value)))
        return "".join(parts)

    def words(self, text):
        """Plain text, its typographic signs as references if the family writes them so."""
        text = escape_html(text)
        if self.references:
            text = re.sub(r"[«»„“”‘’–—…·×°]", lambda sign: self.reference(ord(sign[0])), text)
        return text

    def reference(self, code):
        return f"&{codepoint2name[code]};" if self.references == "named" else f"&#{code};"


def compose(name, family, page, encoding, line_ends):
    """The files of a page, each with its bytes."""
    article = read_article(CORPUS / "articles" / f"{name}.md")
    template = Template(FAMILIES / f"{family}.html")
    scope = page_scope(article, page, encoding, name)
    address = f"https://{article.facts['host']}" + render(template.defined["address"], scope)
    scope.values |= {"url": address, "contents": contents(article.blocks)}
    scope.values["body"] = Body(template, scope).write(article.blocks)
    html = render(template.nodes, scope)
    text = as_text(article)
    rules = (FAMILIES / f"{family}.toml").read_text("utf-8")
    scope.values |= rule_parts(article, rules, scope)
    rules = render(parse_template(rules), scope, escape_toml)
    check_absent(page, rules, html, text)
    return {
        CORPUS / "pages" / f"{page}.html": encode(html, encoding, line_ends),
        CORPUS / "pages" / f"{page}.md": as_markdown(article, address).encode(),
        CORPUS / "pages" / f"{page}.txt": text.encode(),
        CORPUS / "pages" / f"{page}.toml": rules.encode(),
    }


def contents(blocks):
    """The headings once more, as many sites list them above the text."""
    headings = [(at + 1, block.value) for at, block in enumerate(blocks) if block.kind == "heading"]
    items = (f'<li><a href="#s{at}">{escape_html(plain(text))}</a></li>\n' for at, text in headings)
    return Ready("".join(items))


def language_of(facts):
    """The language that labels are in: that of the article, where Chinese has two scripts."""
    language, *subtags = facts["lang"].split("-")
    return "zh-hant" if "Hant" in subtags else language


def page_scope(article, page, encoding, name):
    facts = article.facts
    filler = Filler(page, Words(language_of(facts)))
    values = dict(facts, page=page, charset=encoding.removesuffix("-bom"), slug=name.split("-", 1)[1])
    values["id"] = 100000 + filler.dice.below(800000)
    values["year"], values["month"], values["today"] = facts["date"][:4], facts["date"][5:7], facts["date"][:10]
    values["clock"] = facts["date"][11:16]
    return Scope(values, filler)


RULES_HEAD = """
format = 1
id     = "site/{{page}}"
kind   = "site"
name   = "{{site}}"
hosts  = ["{{host}}"]
"""

RULES_TEST = """
[[test]]
file   = "{{page}}.html"
title  = "{{title}}"
starts = "{{starts}}"
ends   = "{{ends}}"
contains = ["{{phrase}}"]
fires  = [{{fires}}]
"""


def rule_parts(article, rules, scope):
    """The head of a rule file, and its test: how the article begins and ends, a phrase from its middle, and the rules
    that must have removed something, which is all of them."""
    texts = [part for block in article.blocks for part in text_block(block).split("\n") if part.strip()]
    unmarked = [re.sub(r"^\s*(-|\d+\.) ", "", text) for text in texts if "\t" not in text]
    middle = max(unmarked[1:-1], key=len)
    phrases = {"starts": beginning(unmarked[0]), "ends": ending(unmarked[-1]), "phrase": beginning(middle)}
    phrases["fires"] = Ready(", ".join(f'"{name}"' for name in removing_rules(rules)))
    parts = {"head": RULES_HEAD, "test": RULES_TEST}
    scope = scope.inner(**phrases)
    return {name: Ready(render(parse_template(part), scope, escape_toml).strip()) for name, part in parts.items()}


def removing_rules(rules):
    """The names of the rules, without those that keep the contents of what they remove."""
    parts = re.split(r"^\[\[(?:drop|text)\]\]$", rules, flags=re.M)[1:]
    return [re.search(r'^id *= "(.*?)"', part, re.M)[1] for part in parts if '"contents"' not in part]


def beginning(text, length=40):
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0]


def ending(text, length=40):
    return text if len(text) <= length else text[-length:].split(" ", 1)[-1]


def check_absent(page, rules, html, text):
    """A phrase that must be absent proves nothing unless the page has it and the article has not."""
    absent = re.search(r"^absent *= *(\[.*?\])$", rules, re.M | re.S)
    for phrase in json.loads(absent[1]):
        if escape_html(phrase) not in html or phrase.lower() in text.lower():
            raise ValueError(f"{page}: {phrase!r} is not in the page, or is in the article")


def encode(html, encoding, line_ends):
    html = html.replace("\n", {"lf": "\n", "crlf": "\r\n"}[line_ends])
    mark = b"\xff\xfe" if encoding.startswith("utf-16le") else b""
    return mark + html.encode(CODECS.get(encoding, encoding), "xmlcharrefreplace")


def main():
    check = "--check" in sys.argv[1:]
    differing = []
    for line in PAGES.strip().splitlines():
        for path, content in compose(*line.split()).items():
            if not path.exists() or path.read_bytes() != content:
                differing.append(path)
                if not check:
                    path.write_bytes(content)
    for path in differing:
        print("differs:" if check else "written:", path.relative_to(CORPUS))
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
