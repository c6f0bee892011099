//! What the open elements say about the blocks in them: kind, containers, language, direction.
//!
//! Each element pushes what it declares when it opens; its frame knows what to remove at its end.

use std::sync::Arc;

use super::declared;
use super::frame::{Frame, Inside};
use crate::block::{Block, BlockKind, Container, Direction};
use crate::html::{Element, Tag, tags};
use crate::limits::Limits;

/// Properties of a block that begins here.
pub(super) struct Surroundings {
    kinds: Vec<BlockKind>,
    containers: Vec<Container>,
    lists: Vec<List>,
    tables: Vec<Table>,
    wrappers: Vec<Wrapper>,
    languages: Vec<Option<Arc<str>>>,
    directions: Vec<Direction>,
    pub inside: Inside,
    next_id: u32,
    max_containers: usize,
    /// Number of containers dropped because too many were nested.
    flattened: u64,
}

/// Number of elements around code that count as beside it; programs nest three.
const NEAR: usize = 8;

/// An element around code.
struct Wrapper {
    /// The number of blocks before it.
    blocks: u32,
    language: Option<String>,
    /// Whether its name leaves no doubt.
    sure: bool,
}

struct List {
    id: u32,
    /// The next number, if the list is ordered.
    next: Option<i32>,
    /// The last item.
    item: Option<Container>,
}

struct Table {
    id: u32,
    row: u32,
    /// The number of rows so far.
    rows: u32,
    column: u16,
    /// For each of the first columns, the row before which a cell above it ends.
    covered: Vec<u32>,
    /// Whether the page says that its cells are only for layout.
    presentation: bool,
}

/// Columns in which a cell may cover those below it; no number of the page sizes anything.
const COLUMNS: usize = 128;

impl Table {
    /// Places a cell; returns its row and column.
    fn place(&mut self, colspan: u16, rowspan: u16) -> (u32, u16) {
        self.rows = self.rows.max(1);
        while self.covered.get(usize::from(self.column)).is_some_and(|end| *end > self.row) {
            self.column += 1;
        }
        let (row, column) = (self.row, self.column);
        self.column = column.saturating_add(colspan);
        if rowspan > 1 {
            let columns = usize::from(column).min(COLUMNS)..usize::from(self.column).min(COLUMNS);
            self.covered.resize(self.covered.len().max(columns.end), 0);
            self.covered[columns].fill(row.saturating_add(u32::from(rowspan)));
        }
        (row, column)
    }
}

impl Surroundings {
    pub fn new(limits: &Limits) -> Surroundings {
        Surroundings {
            kinds: Vec::new(),
            containers: Vec::new(),
            lists: Vec::new(),
            tables: Vec::new(),
            wrappers: Vec::new(),
            languages: Vec::new(),
            directions: Vec::new(),
            inside: Inside::default(),
            next_id: 0,
            max_containers: limits.containers,
            flattened: 0,
        }
    }

    pub fn flattened(&self) -> u64 {
        self.flattened
    }

    /// Returns a block here, without text.
    pub fn block(&self) -> Block {
        Block {
            kind: self.kinds.last().cloned().unwrap_or_default(),
            containers: self.containers.clone(),
            loose: self.inside.loose,
            language: self.languages.last().cloned().flatten(),
            direction: self.directions.last().copied(),
            noscript: self.inside.noscript,
            ..Block::default()
        }
    }

    pub fn is_preformatted(&self) -> bool {
        self.inside.preformatted
    }

    pub fn bound(&mut self, frame: &mut Frame) {
        frame.boundary = Some(self.containers.len() as u32);
        self.inside.bounded = true;
    }

    pub fn in_heading(&self) -> bool {
        matches!(self.kinds.last(), Some(BlockKind::Heading(_)))
    }

    pub fn in_note(&self) -> bool {
        self.containers.iter().any(|container| matches!(container, Container::Note { .. }))
    }

    pub fn push_kind(&mut self, frame: &mut Frame, kind: BlockKind) {
        self.inside.preformatted = false;
        frame.kind = true;
        self.kinds.push(kind);
    }

    /// Enters an element around code. `blocks` is the number of blocks before it.
    pub fn wrap_code(&mut self, frame: &mut Frame, element: Element<'_>, blocks: u32, sure: bool) {
        frame.wrapper = true;
        self.wrappers.push(Wrapper { blocks, language: declared::language(element), sure });
    }

    /// Returns the elements around that hold at most one block so far: `lang-en` around a whole page is no programming
    /// language.
    fn wrappers(&self, blocks: u32) -> impl Iterator<Item = &Wrapper> {
        self.wrappers.iter().rev().take_while(move |wrapper| blocks.wrapping_sub(wrapper.blocks) <= 1)
    }

    /// Whether the element around surely holds code; `None` if none does.
    pub fn beside_code(&self, blocks: u32) -> Option<bool> {
        self.wrappers(blocks).take(NEAR).map(|wrapper| wrapper.sure).reduce(|any, sure| any || sure)
    }

    /// Returns the language that an element around the code declares.
    pub fn wrapped_language(&self, blocks: u32) -> Option<&str> {
        self.wrappers(blocks).find_map(|wrapper| wrapper.language.as_deref())
    }

    pub fn preformatted(&mut self, frame: &mut Frame, element: Element<'_>) {
        self.push_kind(frame, BlockKind::Preformatted(declared::language(element)));
        self.inside.preformatted = true;
        self.inside.code_line = false;
    }

    /// Sets the language of the code, unless it is known.
    pub fn code(&mut self, language: Option<String>) {
        if let Some(BlockKind::Preformatted(found @ None)) = self.kinds.last_mut() {
            *found = language;
        }
    }

    /// Begins a container that has only an id. It ends with the innermost boundary.
    pub fn container(&mut self, container: impl FnOnce(u32) -> Container) {
        let id = self.id();
        self.push_container(container(id));
    }

    fn push_container(&mut self, container: Container) {
        if self.containers.len() < self.max_containers {
            self.inside.loose = false;
            self.containers.push(container);
        } else {
            self.flattened += 1;
        }
    }

    pub fn list(&mut self, frame: &mut Frame, element: Element<'_>) {
        let start = element.attribute("start").and_then(|start| start.trim().parse().ok());
        let next = (element.tag() == tags::OL).then(|| start.unwrap_or(1));
        let id = self.id();
        if let Some(item) = self.item_before() {
            self.push_container(item);
        }
        self.lists.push(List { id, next, item: None });
        frame.list = true;
        self.inside.in_list = true;
    }

    /// Returns the item to which a list that begins here belongs: pages put lists directly into lists.
    fn item_before(&self) -> Option<Container> {
        let item = self.lists.last().filter(|_| self.inside.in_list)?.item?;
        (!self.containers.contains(&item)).then_some(item)
    }

    pub fn item(&mut self, element: Element<'_>) {
        let id = self.id();
        let value = element.attribute("value").and_then(|value| value.trim().parse().ok());
        let (list, number) = match self.lists.last_mut() {
            Some(list) => {
                let number = list.next.map(|next| value.unwrap_or(next));
                list.next = number.map(|number| number.saturating_add(1));
                (list.id, number)
            }
            None => (0, None),
        };
        let item = Container::Item { list, id, number, task: None };
        self.push_container(item);
        if let Some(list) = self.lists.last_mut() {
            list.item = Some(item);
        }
        self.inside.in_list = false;
    }

    /// Returns the task of the innermost item, to set it.
    pub fn task(&mut self) -> Option<&mut Option<bool>> {
        match self.containers.last_mut() {
            Some(Container::Item { task, .. }) => Some(task),
            _ => None,
        }
    }

    pub fn description(&mut self, frame: &mut Frame) {
        self.push_kind(frame, BlockKind::Description);
        if let Some(Container::Definitions { .. }) = self.containers.last() {
            self.container(|id| Container::Description { id });
        }
    }

    /// Begins a note, which continues the paragraph around it.
    pub fn note(&mut self, number: u32) {
        let loose = self.inside.loose;
        self.container(|id| Container::Note { id, number });
        self.inside.loose = loose;
    }

    pub fn table(&mut self, frame: &mut Frame, element: Element<'_>) -> u32 {
        let id = self.id();
        let is_layout = |role: &str| matches!(role.trim(), "presentation" | "none");
        let presentation = element.attribute("role").is_some_and(|role| is_layout(&role));
        self.tables.push(Table { id, row: 0, rows: 0, column: 0, covered: Vec::new(), presentation });
        frame.table = true;
        id
    }

    /// Begins a group of rows, beyond which no cell above it reaches.
    pub fn rows(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            table.covered.clear();
        }
    }

    pub fn row(&mut self) {
        if let Some(table) = self.tables.last_mut() {
            (table.row, table.column) = (table.rows, 0);
            table.rows = table.rows.saturating_add(1);
        }
    }

    pub fn cell(&mut self, element: Element<'_>, tag: Tag) {
        // The HTML Standard's limits; 0 means up to the end of the group of rows.
        let span = |name, most: u16| match element.attribute(name).map(|span| span.trim().parse::<u32>()) {
            Some(Ok(0)) if name == "rowspan" => most,
            Some(Ok(span)) => span.clamp(1, u32::from(most)) as u16,
            _ => 1,
        };
        let (colspan, rowspan) = (span("colspan", 1000), span("rowspan", 65_534));
        if let Some(table) = self.tables.last_mut().filter(|table| !table.presentation) {
            let (row, column) = table.place(colspan, rowspan);
            let (table, header, alignment) = (table.id, tag == tags::TH, declared::alignment(element));
            self.push_container(Container::Cell {
                table,
                row,
                column,
                colspan,
                rowspan,
                columns: 0,
                header,
                alignment,
            });
        }
    }

    pub fn language(&mut self, frame: &mut Frame, language: Option<Arc<str>>) {
        frame.language = true;
        self.languages.push(language);
    }

    pub fn direction(&mut self, frame: &mut Frame, direction: Direction) {
        frame.direction = true;
        self.directions.push(direction);
    }

    /// Closes an element; returns the table that ends with it.
    pub fn close(&mut self, frame: &Frame) -> Option<u32> {
        self.inside = frame.outside;
        if let Some(containers) = frame.boundary {
            self.containers.truncate(containers as usize);
        }
        if frame.kind {
            self.kinds.pop();
        }
        if frame.list {
            self.lists.pop();
        }
        if frame.wrapper {
            self.wrappers.pop();
        }
        if frame.language {
            self.languages.pop();
        }
        if frame.direction {
            self.directions.pop();
        }
        if frame.table { self.tables.pop().map(|table| table.id) } else { None }
    }

    fn id(&mut self) -> u32 {
        self.next_id = self.next_id.wrapping_add(1);
        self.next_id
    }
}
