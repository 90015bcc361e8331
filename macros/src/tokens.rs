//! Tokens, to read one after the other.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

/// The tokens of a `network!`. What other macros pass on arrives in groups without brackets: these are opened, and an
/// expression among them is put between parentheses.
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

/// Whether it is more than a number, a path or a visibility.
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

/// Some tokens in a row, and where the reader is.
pub(crate) struct Cursor {
    tokens: Vec<TokenTree>,
    at: usize,
    /// What stands before them, for what is missing.
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

    pub(crate) fn next(&mut self) -> Option<TokenTree> {
        let token = self.tokens.get(self.at).cloned();
        self.at += usize::from(token.is_some());
        token
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at == self.tokens.len()
    }

    /// Takes all that is left.
    pub(crate) fn rest(&mut self) -> Vec<TokenTree> {
        let rest = self.tokens.split_off(self.at);
        self.at = self.tokens.len();
        rest
    }

    /// The last token that was read.
    pub(crate) fn last(&self) -> Option<&TokenTree> {
        self.tokens.get(self.at.checked_sub(1)?)
    }

    /// Its place, or that of what stands before the first.
    pub(crate) fn last_span(&self) -> Span {
        self.last().map_or(self.before, TokenTree::span)
    }

    /// `name:`, but not the start of a path.
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

    /// `a::b::C`, with or without `::` before it, if that is what comes next: its tokens, the last of which is an ident.
    pub(crate) fn path(&mut self) -> Option<(Vec<TokenTree>, Ident)> {
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
        let last = last?;
        let tokens = self.tokens[self.at..self.at + length].to_vec();
        self.at += length;
        Some((tokens, last))
    }
}
