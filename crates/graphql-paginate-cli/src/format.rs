//! Formats generated code as rustfmt would, including the bodies of its macros, which rustfmt leaves as they are.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::VisitMut;

/// The width at which lines are broken where they can be.
const WIDTH: usize = 100;

/// The formatted items.
pub(crate) fn format(tokens: TokenStream) -> syn::Result<String> {
    Ok(formatted(syn::parse2(tokens)?))
}

fn formatted(mut file: syn::File) -> String {
    let mut bodies = Bodies::default();
    bodies.visit_file_mut(&mut file);
    let text = prettyplease::unparse(&file);
    let mut formatted = String::new();
    for line in text.lines() {
        let marker = line.trim_start();
        let indent = line.len() - marker.len();
        match bodies.of(marker) {
            Some((name, body)) => {
                let text = format!("{name}! {{\n{}}}\n", indented(&self::body(body), 4));
                formatted.push_str(&indented(&text, indent));
            }
            None => {
                formatted.push_str(line);
                formatted.push('\n');
            }
        }
    }
    formatted
}

/// The invocations of macros, each replaced by a constant with its number.
#[derive(Default)]
struct Bodies(Vec<(String, TokenStream)>);

impl Bodies {
    fn of(&self, marker: &str) -> Option<(&str, &TokenStream)> {
        let number = marker
            .strip_prefix("const __MACRO_")?
            .strip_suffix(": () = ();")?;
        let (name, body) = self.0.get(number.parse::<usize>().ok()?)?;
        Some((name, body))
    }
}

impl VisitMut for Bodies {
    fn visit_item_mut(&mut self, item: &mut syn::Item) {
        if let syn::Item::Macro(invocation) = item
            && matches!(invocation.mac.delimiter, syn::MacroDelimiter::Brace(_))
        {
            let path = &invocation.mac.path;
            let name = quote!(#path).to_string().replace(' ', "");
            let marker = quote::format_ident!("__MACRO_{}", self.0.len());
            self.0.push((name, invocation.mac.tokens.clone()));
            *item = syn::parse_quote!(const #marker: () = (););
        }
        syn::visit_mut::visit_item_mut(self, item);
    }
}

/// The lines of a macro's body, or of a block in it.
fn body(tokens: &TokenStream) -> String {
    if let Ok(file) = syn::parse2::<syn::File>(tokens.clone())
        && !file.items.is_empty()
    {
        return formatted(file);
    }
    let mut text = String::new();
    for statement in statements(tokens) {
        text.push_str(&self::statement(&statement));
        text.push('\n');
    }
    text
}

/// The parts that have lines of their own: each ends with its separator, with a block, or is an attribute.
fn statements(tokens: &TokenStream) -> Vec<Vec<TokenTree>> {
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let separator = if tokens.iter().any(|token| is_punct(token, ';')) {
        ';'
    } else {
        ','
    };
    let mut statements = Vec::new();
    let mut current = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let is_attribute = is_group(&token, Delimiter::Bracket)
            && matches!(current.as_slice(), [mark] if is_punct(mark, '#'));
        let is_block = is_group(&token, Delimiter::Brace)
            && !tokens.peek().is_some_and(|next| is_punct(next, separator));
        let ends = is_punct(&token, separator) || is_attribute || is_block;
        current.push(token);
        if ends {
            statements.push(std::mem::take(&mut current));
        }
    }
    if !current.is_empty() {
        statements.push(current);
    }
    statements
}

fn statement(tokens: &[TokenTree]) -> String {
    let flat = flat(tokens);
    let has_block = tokens.iter().any(|token| is_group(token, Delimiter::Brace));
    if !has_block && flat.len() <= WIDTH {
        return flat;
    }
    if let [TokenTree::Ident(name), colon, rest @ ..] = tokens
        && is_punct(colon, ':')
    {
        if let Some((ty, value)) = split(rest, '=') {
            return format!("{name}: {} =\n    {}", self::flat(ty), self::flat(value));
        }
        return format!("{name}: {}", values(rest));
    }
    if let Some((TokenTree::Group(block), head)) = tokens.split_last()
        && has_block
    {
        if block.stream().is_empty() {
            return format!("{} {{}}", self::flat(head));
        }
        let body = indented(&body(&block.stream()), 4);
        return format!("{} {{\n{body}}}", self::flat(head));
    }
    match split(tokens, '=') {
        Some((field, value)) => format!("{} =\n    {}", self::flat(field), self::flat(value)),
        None => flat,
    }
}

/// Values that are separated by commas, the last one with the end of the statement.
fn values(tokens: &[TokenTree]) -> String {
    let Some((value, more)) = split(tokens, ',') else {
        return match tokens.split_last() {
            Some((last, value)) if is_punct(last, ';') => format!("{};", self::value(value)),
            _ => self::value(tokens),
        };
    };
    format!("{}, {}", self::value(value), values(more))
}

fn value(tokens: &[TokenTree]) -> String {
    if let [TokenTree::Group(block)] = tokens
        && block.delimiter() == Delimiter::Brace
    {
        return format!("{{\n{}}}", indented(&body(&block.stream()), 4));
    }
    let stream: TokenStream = tokens.iter().cloned().collect();
    let Ok(expression) = syn::parse2::<syn::Expr>(stream) else {
        return flat(tokens);
    };
    let file: syn::File = syn::parse_quote!(const _: () = #expression;);
    let text = prettyplease::unparse(&file);
    let text = text.trim_end().trim_end_matches(';');
    match text.strip_prefix("const _: () =") {
        Some(text) => text.trim_start().to_owned(),
        None => flat(tokens),
    }
}

/// The tokens before and after the first of these marks that stands alone.
fn split(tokens: &[TokenTree], mark: char) -> Option<(&[TokenTree], &[TokenTree])> {
    let at = tokens.iter().position(|token| match token {
        TokenTree::Punct(punct) => punct.as_char() == mark && punct.spacing() == Spacing::Alone,
        _ => false,
    })?;
    Some((&tokens[..at], &tokens[at + 1..]))
}

/// The tokens on one line.
fn flat(tokens: &[TokenTree]) -> String {
    let mut text = String::new();
    let mut is_in_parameters = false;
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| &tokens[index]);
        let is_bar = is_punct(token, '|');
        let after_bar = before.is_some_and(|before| is_punct(before, '|'));
        let is_spaced = match before {
            None => false,
            Some(_) if is_bar && is_in_parameters => false,
            Some(_) if after_bar => !is_in_parameters,
            Some(before) => {
                has_space_between(before, token, index.checked_sub(2).map(|at| &tokens[at]))
            }
        };
        if is_spaced {
            text.push(' ');
        }
        if is_bar {
            is_in_parameters = !is_in_parameters;
        }
        match token {
            TokenTree::Group(group) => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                text.push_str(&flat(&inner));
                text.push_str(close);
            }
            other => text.push_str(&other.to_string()),
        }
    }
    text
}

fn has_space_between(before: &TokenTree, token: &TokenTree, earlier: Option<&TokenTree>) -> bool {
    if let TokenTree::Punct(punct) = before {
        match punct.as_char() {
            '.' | '&' | '#' | '\'' | '<' | '!' => return false,
            // The second half of `::`.
            ':' if earlier.is_some_and(is_joint_colon) => return false,
            // A dereference: the first of its group.
            '*' if earlier.is_none() => return false,
            _ if punct.spacing() == Spacing::Joint => return false,
            _ => {}
        }
    }
    match token {
        TokenTree::Punct(punct) => match punct.as_char() {
            '.' => is_punct(before, ':'),
            ',' | ';' | '?' | '<' | '>' => false,
            ':' if punct.spacing() == Spacing::Alone => false,
            ':' => matches!(before, TokenTree::Punct(punct) if punct.as_char() != '>'),
            _ => true,
        },
        TokenTree::Group(group) if group.delimiter() != Delimiter::Brace => {
            matches!(before, TokenTree::Punct(punct) if punct.as_char() != '>')
        }
        _ => true,
    }
}

fn is_joint_colon(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':' && punct.spacing() == Spacing::Joint)
}

fn is_punct(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_group(token: &TokenTree, delimiter: Delimiter) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == delimiter)
}

/// The lines, moved to the right.
fn indented(text: &str, by: usize) -> String {
    let mut lines = String::new();
    for line in text.lines() {
        if !line.is_empty() {
            lines.push_str(&" ".repeat(by));
            lines.push_str(line);
        }
        lines.push('\n');
    }
    lines
}
