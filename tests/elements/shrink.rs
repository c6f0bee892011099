//! Shrinks a failing case: removes what the difference does not need.

use crate::page::{Element, Node};
use crate::rules::{File, Scope};

/// Returns the smallest case that still fails, removing one part after the other.
pub fn shrink(
    mut page: Element,
    mut files: Vec<File>,
    fails: impl Fn(&Element, &[File]) -> bool,
) -> (Element, Vec<File>) {
    loop {
        let smaller_files = simpler_files(&files).into_iter().find(|files| fails(&page, files));
        if let Some(smaller) = smaller_files {
            files = smaller;
            continue;
        }
        match simpler_pages(&page).into_iter().find(|page| fails(page, &files)) {
            Some(smaller) => page = smaller,
            None => return (page, files),
        }
    }
}

/// Returns the page with one node left out, replaced by its contents, or simplified.
fn simpler_pages(page: &Element) -> Vec<Element> {
    let mut pages = Vec::new();
    let mut add = |change: &dyn Fn(&mut Element)| {
        let mut page = page.clone();
        change(&mut page);
        pages.push(page);
    };
    for class in 0..page.classes.len() {
        add(&|page| _ = page.classes.remove(class));
    }
    for attribute in 0..page.attributes.len() {
        add(&|page| _ = page.attributes.remove(attribute));
    }
    for (at, child) in page.children.iter().enumerate() {
        add(&|page| _ = page.children.remove(at));
        match child {
            Node::Text(text) => {
                if let Some(shorter) = text.split_once(' ').map(|(first, _)| first.to_owned()) {
                    add(&|page| page.children[at] = Node::Text(shorter.clone()));
                }
            }
            Node::Element(element) => {
                if !["li", "tr", "td"].contains(&element.name) {
                    add(&|page| _ = page.children.splice(at..=at, contents(element)));
                }
                for simpler in simpler_pages(element) {
                    add(&|page| page.children[at] = Node::Element(simpler.clone()));
                }
            }
        }
    }
    pages
}

/// Returns the contents of an element; for a list or table, those of its items or cells.
fn contents(element: &Element) -> Vec<Node> {
    let of_child = |child: &Node| match child {
        Node::Element(element) => contents(element),
        text => vec![text.clone()],
    };
    match element.name {
        "ul" | "table" | "tr" => element.children.iter().flat_map(of_child).collect(),
        _ => element.children.clone(),
    }
}

fn simpler_files(files: &[File]) -> Vec<Vec<File>> {
    let mut all = Vec::new();
    for at in 0..files.len() {
        let mut change = |change: &dyn Fn(&mut File)| {
            let mut files = files.to_vec();
            change(&mut files[at]);
            all.push(files);
        };
        change(&|file| file.content = None);
        change(&|file| file.content.iter_mut().for_each(|content| content.first_only = false));
        change(&|file| file.content.iter_mut().for_each(|content| content.or_nothing = false));
        change(&|file| file.keep.clear());
        change(&|file| file.stop.clear());
        for number in 0..files[at].drops.len() {
            change(&|file| _ = file.drops.remove(number));
            let selectors = files[at].drops[number].select.len();
            for list in (0..selectors).filter(|_| selectors > 1) {
                change(&|file| _ = file.drops[number].select.remove(list));
            }
            change(&|file| _ = file.drops[number].has.pop());
            change(&|file| _ = file.drops[number].unless.pop());
            change(&|file| file.drops[number].text = None);
            change(&|file| file.drops[number].nth = None);
            change(&|file| file.drops[number].max_chars = None);
            change(&|file| file.drops[number].in_content = false);
            change(&|file| file.drops[number].scope = Scope::Element);
        }
        let without: Vec<File> =
            files.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, file)| file.clone()).collect();
        all.push(without);
    }
    let size = |files: &[File]| files.iter().map(|file| crate::rules::toml(file).len()).sum::<usize>();
    all.retain(|simpler| size(simpler) < size(files));
    all
}
