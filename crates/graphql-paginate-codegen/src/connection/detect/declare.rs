//! Lists whose style the user declares, because it cannot be detected from their structure.

use super::counted::counted_lists;
use super::direction_arguments::DirectionArguments;
use super::end::{EndField, field_at, is_last_page};
use super::first_page::usual_first_page;
use super::item_lists::{is_list_of_leaves, is_list_of_objects, leaf_member, member, object};
use super::list_paging::{ListPaging, Lists};
use super::paging_argument::PagingArgument;
use super::relay::relay;
use super::style_choice::selected_types;
use super::token::token;
use super::usual_names::{arguments_of_style, size_beside, usual_size};
use crate::list_declaration::ListDeclaration;
use crate::resolve::Field;
use crate::schema::{Composite, FieldDefinition, Schema};
use crate::style::{EndMark, Style};
use bluejay_core::AsIter;
use bluejay_core::definition::{FieldDefinition as _, InputValueDefinition as _};

/// An error in a declaration, and how to fix it.
pub(crate) struct DeclarationError {
    pub(crate) message: String,
    pub(crate) help: String,
}

/// The paging of a field as declared by the user.
pub(crate) fn declared<'a>(
    schema: &'a Schema<'a>,
    selected: &Field<'a>,
    declaration: &ListDeclaration,
) -> Result<ListPaging<'a>, DeclarationError> {
    let mut declared = Declared {
        schema,
        field: selected.definition,
        page: object(schema, selected.definition),
        declaration,
    };
    let on = declared.only_type_with_list(selected);
    if on.is_some() {
        declared.page = on;
    }
    let paging = declared.paging()?;
    Ok(ListPaging { on, ..paging })
}

struct Declared<'d, 'a> {
    schema: &'a Schema<'a>,
    field: &'a FieldDefinition<'a>,
    /// The type of a page, unless the field is the list.
    page: Option<Composite<'a>>,
    declaration: &'d ListDeclaration,
}

impl<'a> Declared<'_, 'a> {
    /// The only selected possible type of an interface or union that has the declared list, or else a list, if the
    /// interface has none.
    fn only_type_with_list(&self, selected: &Field<'a>) -> Option<Composite<'a>> {
        let has_list = |page: Composite<'a>| match &self.declaration.items {
            Some(items) => page.field(items).is_some_and(|field| self.is_list(field)),
            None => self.list_of(page).is_some(),
        };
        if self.page.is_some_and(has_list) {
            return None;
        }
        let mut types = selected_types(self.schema, selected);
        types.retain(|on| has_list(*on));
        let has_objects = |on: &Composite<'a>| member(self.schema, *on).is_some();
        if types.iter().any(has_objects) {
            types.retain(has_objects);
        }
        match types.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// The list of a page that is not declared.
    fn list_of(&self, page: Composite<'a>) -> Option<&'a str> {
        member(self.schema, page).or_else(|| leaf_member(self.schema, page))
    }

    fn paging(&self) -> Result<ListPaging<'a>, DeclarationError> {
        let declaration = self.declaration;
        let style = declaration.style;
        if style == Style::Relay {
            return self.relay();
        }
        let lists = self.lists()?;
        let arguments = self.paging_arguments()?;
        let mut paging = ListPaging::new(style, lists);
        if style.is_counted() {
            paging.end = self.end()?;
            let default = arguments.cursor.default.as_ref();
            let default = default.or(arguments.cursor.lost_default.as_ref());
            let default = default.and_then(|default| default.parse().ok());
            let usual = match style {
                Style::PageNumber => usual_first_page(self.schema, self.field, &arguments),
                _ => 0,
            };
            let first = declaration.first.or(default);
            paging.first = first.unwrap_or(usual);
            paging.is_first_assumed = first.is_none();
        }
        if style == Style::Token {
            paging.token = self.token()?;
        }
        if style == Style::KeySet {
            paging.key = Some(declaration.key.clone().unwrap_or_else(|| "id".to_owned()));
        }
        paging.forward = Some(arguments);
        Ok(paging)
    }

    /// The paging of a Relay connection, with the list that holds its items.
    fn relay(&self) -> Result<ListPaging<'a>, DeclarationError> {
        let paging = self
            .page
            .and_then(|page| relay(self.schema, self.field, page));
        let Some(mut paging) = paging else {
            return Err(DeclarationError {
                message: "it is not a Relay connection".to_owned(),
                help: "a Relay connection takes `first` and `after`, or `last` and `before`, and its type has `pageInfo` and a list of items".to_owned(),
            });
        };
        if let Some(items) = &self.declaration.items
            && !matches!(items.as_str(), "nodes" | "edges")
        {
            paging.lists = self.lists()?;
        }
        Ok(paging)
    }

    fn paging_arguments(&self) -> Result<DirectionArguments<'a>, DeclarationError> {
        let usual = arguments_of_style(self.schema, self.field, self.declaration.style);
        let cursor = match (&self.declaration.position, &usual) {
            (Some(path), _) => self.paging_argument(path, "position")?,
            (None, Some(usual)) => usual.cursor.clone(),
            (None, None) => {
                return Err(DeclarationError {
                    message: format!(
                        "none of its arguments is known to be the position of a page; it takes {}",
                        self.arguments()
                    ),
                    help: "name the argument: `position = \"…\"`".to_owned(),
                });
            }
        };
        let size = match &self.declaration.size {
            Some(path) => Some(self.paging_argument(path, "size")?),
            None => usual.and_then(|usual| usual.size),
        };
        let mut size = size.or_else(|| usual_size(self.schema, self.field));
        if size.is_none() && self.declaration.style.is_counted() {
            size = size_beside(self.schema, self.field, &cursor);
        }
        let mut numbers = Vec::new();
        if self.declaration.style.is_counted() {
            numbers.push(&cursor);
        }
        numbers.extend(&size);
        for argument in numbers {
            if !argument.is_number(self.schema) {
                return Err(DeclarationError {
                    message: format!(
                        "its argument `{}` is of type `{}`",
                        argument.dotted(),
                        argument.ty
                    ),
                    help: "name an argument that takes an integer".to_owned(),
                });
            }
        }
        Ok(DirectionArguments { size, cursor })
    }

    fn paging_argument(
        &self,
        path: &str,
        key: &str,
    ) -> Result<PagingArgument<'a>, DeclarationError> {
        PagingArgument::at(self.schema, self.field, path).ok_or_else(|| DeclarationError {
            message: format!("it takes no argument `{path}`, but {}", self.arguments()),
            help: format!(
                "name one of them, or a member of an input object: `{key} = \"argument.member\"`"
            ),
        })
    }

    fn arguments(&self) -> String {
        let mut names = Vec::new();
        if let Some(known) = self.field.arguments_definition() {
            for argument in known.iter() {
                names.push(format!("`{}`", argument.name()));
            }
        }
        match names.as_slice() {
            [] => "none".to_owned(),
            names => names.join(", "),
        }
    }

    fn lists(&self) -> Result<Lists<'a>, DeclarationError> {
        match (&self.declaration.items, self.page) {
            (None, _) if self.is_list(self.field) => Ok(Lists::Itself),
            (Some(items), Some(page)) => {
                let known = page.field_names();
                let name = known.iter().copied().find(|name| name == items);
                let name =
                    name.filter(|name| page.field(name).is_some_and(|field| self.is_list(field)));
                match name {
                    Some(name) => Ok(Lists::Member(name)),
                    None => {
                        Err(self.no_list(page, &format!("its `{items}` is not a list of items")))
                    }
                }
            }
            (None, Some(page)) => {
                match member(self.schema, page).or_else(|| leaf_member(self.schema, page)) {
                    Some(name) => Ok(Lists::Member(name)),
                    None => Err(self.no_list(page, "it is not known which list holds its items")),
                }
            }
            (_, None) => Err(DeclarationError {
                message: "it is neither a list nor an object with one".to_owned(),
                help: "declare the field that takes the paging arguments".to_owned(),
            }),
        }
    }

    /// Whether a field is a list of objects or of leaf values.
    fn is_list(&self, field: &'a FieldDefinition<'a>) -> bool {
        is_list_of_objects(self.schema, field) || is_list_of_leaves(self.schema, field)
    }

    fn no_list(&self, page: Composite<'a>, message: &str) -> DeclarationError {
        let mut lists = Vec::new();
        for name in page.field_names() {
            let field = page.field(name);
            if field.is_some_and(|field| self.is_list(field)) {
                lists.push(format!("`items = \"{name}\"`"));
            }
        }
        let help = match lists.as_slice() {
            [] => format!("`{}` has no list", page.name()),
            lists => format!("write {}", lists.join(" or ")),
        };
        DeclarationError {
            message: message.to_owned(),
            help,
        }
    }

    fn token(&self) -> Result<Vec<String>, DeclarationError> {
        let Some(path) = &self.declaration.next else {
            let paging = self
                .page
                .and_then(|page| token(self.schema, self.field, page));
            return paging
                .map(|paging| paging.token)
                .filter(|token| !token.is_empty())
                .ok_or_else(|| DeclarationError {
                    message: "it is not known which field holds the token of the next page"
                        .to_owned(),
                    help: "name it, from this field on: `next = \"nextToken\"`".to_owned(),
                });
        };
        self.names(path, "next")
    }

    fn end(&self) -> Result<Option<EndField>, DeclarationError> {
        match &self.declaration.end {
            Some((mark, path)) => {
                let names = self.names(path, key_of(*mark))?;
                let mark = match names.last() {
                    Some(name) if *mark == EndMark::Pages && is_last_page(name) => {
                        EndMark::LastPage
                    }
                    _ => *mark,
                };
                Ok(Some(EndField { mark, names }))
            }
            None => {
                let known =
                    counted_lists(self.schema, self.field, self.page, self.declaration.style);
                Ok(known.and_then(|(_, end)| end))
            }
        }
    }

    fn names(&self, path: &str, key: &str) -> Result<Vec<String>, DeclarationError> {
        let names: Vec<String> = path.split('.').map(str::to_owned).collect();
        match self
            .page
            .and_then(|page| field_at(self.schema, page, &names))
        {
            Some(_) => Ok(names),
            None => Err(DeclarationError {
                message: format!("it has no field `{path}`"),
                help: format!("name a field from it on: `{key} = \"pageInfo.…\"`"),
            }),
        }
    }
}

fn key_of(mark: EndMark) -> &'static str {
    match mark {
        EndMark::HasMore => "has_more",
        EndMark::Next => "next_page",
        EndMark::LastPage | EndMark::Pages => "pages",
        EndMark::Total => "total",
    }
}
