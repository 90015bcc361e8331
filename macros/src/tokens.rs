//! A reader of tokens.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};
use syn::parse::Parser;

/// The tokens of a `network!`. Fragments that another macro passes on arrive in groups without brackets: these are
/// opened, and an expression among them is put between parentheses.
pub(crate) fn opened(input: TokenStream) -> Vec<TokenTree> {
    let mut tokens = Vec::new();
    for token in input {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                let content = opened(group.stream());
                if is_expression(&content) {
                    let mut parentheses = Group::new(Delimiter::Parenthesis, content.into_iter().collect());
                    parentheses.set_span(group.span());
                    tokens.push(parentheses.into());
                } else {
                    tokens.extend(content);
                }
            }
            token => tokens.push(token),
        }
    }
    tokens
}

/// Whether the tokens are more than a number, a path or a visibility.
fn is_expression(tokens: &[TokenTree]) -> bool {
    tokens.iter().enumerate().any(|(index, token)| match token {
        TokenTree::Punct(punct) => punct.as_char() != ':' && !(index == 0 && punct.as_char() == '-'),
        TokenTree::Group(group) => matches!(group.delimiter(), Delimiter::Bracket | Delimiter::Brace),
        _ => false,
    })
}

pub(crate) fn is_punct(token: &TokenTree, character: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == character)
}

pub(crate) fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

/// Whether two tokens are `->`.
pub(crate) fn is_arrow(minus: &TokenTree, more: &TokenTree) -> bool {
    matches!(minus, TokenTree::Punct(minus) if minus.as_char() == '-' && minus.spacing() == Spacing::Joint)
        && is_punct(more, '>')
}

/// A path: `a::b::C`, with or without `::` before it.
pub(crate) struct Path {
    pub(crate) tokens: TokenStream,
    pub(crate) last: Ident,
    /// Whether it is a single word.
    pub(crate) is_word: bool,
}

impl Path {
    /// Whether it is a size: its last word is in CAPITALS.
    pub(crate) fn is_constant(&self) -> bool {
        let name = self.last.to_string();
        !name.contains(char::is_lowercase) && name.contains(char::is_uppercase)
    }

    /// Whether it is a type: its last word is in CamelCase. Where a size can't stand, one in CAPITALS is a type as
    /// well.
    pub(crate) fn is_type(&self) -> bool {
        self.last.to_string().starts_with(char::is_uppercase) && self.is_item()
    }

    /// Whether it can be the path of an item: it has no keywords of Rust but those for modules.
    pub(crate) fn is_item(&self) -> bool {
        is_name(&self.last) && syn::Path::parse_mod_style.parse2(self.tokens.clone()).is_ok()
    }
}

/// Whether a word isn't a keyword of Rust. syn doesn't know `gen`, a keyword since the edition of 2024.
pub(crate) fn is_name(word: &Ident) -> bool {
    word != "gen" && syn::parse_str::<Ident>(&word.to_string()).is_ok()
}

/// Tokens, and how far they have been read.
pub(crate) struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
    /// The place before the first token, for what is missing there.
    before: Span,
}

impl Cursor {
    pub(crate) fn new(tokens: Vec<TokenTree>, before: Span) -> Self {
        Self { tokens, at: 0, before }
    }

    /// The token that comes next, or the `n`th after it.
    pub(crate) fn peek(&self, n: usize) -> Option<&TokenTree> {
        self.tokens.get(self.at + n)
    }

    /// Takes the next token.
    pub(crate) fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    /// Takes the next token if it is this word.
    pub(crate) fn word(&mut self, word: &str) -> bool {
        let is_next = self.peek(0).is_some_and(|token| is_word(token, word));
        self.at += usize::from(is_next);
        is_next
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// The tokens that are left.
    pub(crate) fn left(&self) -> &[TokenTree] {
        &self.tokens[self.at..]
    }

    /// Takes all tokens that are left.
    pub(crate) fn rest(&mut self) -> Vec<TokenTree> {
        let rest = self.tokens.split_off(self.at);
        self.at = self.tokens.len();
        rest
    }

    /// The last token that was read.
    pub(crate) fn last(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at.checked_sub(1)?)
    }

    /// Its place, or the place before the first token.
    pub(crate) fn last_span(&self) -> Span {
        self.last().map_or(self.before, TokenTree::span)
    }

    /// The place of the next token, or of the last one.
    pub(crate) fn span(&self) -> Span {
        self.peek(0).map_or_else(|| self.last_span(), TokenTree::span)
    }

    /// Takes `name:`, but not the start of a path.
    pub(crate) fn label(&mut self) -> Option<Ident> {
        let (Some(TokenTree::Ident(name)), Some(TokenTree::Punct(colon))) = (self.peek(0), self.peek(1)) else {
            return None;
        };
        let path = colon.spacing() == Spacing::Joint && self.peek(2).is_some_and(|token| is_punct(token, ':'));
        if colon.as_char() != ':' || path {
            return None;
        }
        let name = name.clone();
        self.at += 2;
        Some(name)
    }

    /// Takes a path, if one comes next and is as wanted.
    pub(crate) fn path(&mut self, is_wanted: impl Fn(&Path) -> bool) -> Option<Path> {
        let mut length = 0;
        let mut last = None;
        loop {
            let colons = (0..2).all(|n| self.peek(length + n).is_some_and(|token| is_punct(token, ':')));
            if length > 0 && !colons {
                break;
            }
            let name = length + if colons { 2 } else { 0 };
            let Some(TokenTree::Ident(ident)) = self.peek(name) else { break };
            last = Some(ident.clone());
            length = name + 1;
        }
        let tokens = self.tokens[self.at..self.at + length].iter().cloned().collect();
        let path = Path { tokens, last: last?, is_word: length == 1 };
        if !is_wanted(&path) {
            return None;
        }
        self.at += length;
        Some(path)
    }
}
