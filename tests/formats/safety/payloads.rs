//! Strings that are active content unless escaped, each bare and after something that could end its context.

const ALIVE: [&str; 31] = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "<!-- a --><b onclick=alert(1)>",
    "<![CDATA[<b onclick=alert(1)>]]>",
    "<?php a ?><iframe src=javascript:alert(1)>",
    "</title></article></body><b onclick=alert(1)>",
    "<a href=javascript:alert(1)>a</a>",
    "<javascript:alert(1)>",
    "<vbscript:a>",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "[a](javascript:alert(1))",
    "[a](<javascript:alert(1)> \"b\")",
    "![a](data:text/html,<script>alert(1)</script>)",
    "[a]: javascript:alert(1)",
    "[^1]: javascript:alert(1)",
    "[a][1] [1] [^1] ![1]",
    "javascript:alert(1)",
    "JAVA\tSCRIPT:alert(1)",
    "javascript&colon;alert(1)",
    "java\\script\\&#58;alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "javascript:alert(1) \"title\"",
    "\" onmouseover=\"alert(1)",
    "' onmouseover='alert(1)",
    "`<img src=x onerror=alert(1)>",
    "$`<img src=x onerror=alert(1)>`$",
    "~~~\n<img src=x onerror=alert(1)>\n~~~",
    "\u{1b}[31m\u{9b}31m\0\u{7f}\u{85}\u{2028}\u{FFFE}\u{FFFF}\u{FEFF}",
];

/// Ends of contexts. `@` is the payload.
const WAYS: [&str; 10] = [
    "@",
    "a\n\n@",
    "a\r@\r\n\r\n@",
    "\u{1}@",
    "`` ``` @ $$ @",
    "\\@ \\\\@",
    "](b) @",
    "\" '>) @ <",
    "---\n@\n---\n\n@",
    "$x$ | @ | ] \u{1}(javascript:alert(1)) <\u{1}b onclick=a>",
];

pub fn all() -> Vec<String> {
    WAYS.iter().flat_map(|way| ALIVE.iter().map(|alive| way.replace('@', alive))).collect()
}
