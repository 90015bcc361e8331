//! Sizes: numbers, constants, expressions, and what follows from other sizes or from the type of a stage.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};

use crate::library::Library;
use crate::literal::LARGEST;

/// A number of values.
#[derive(Clone)]
pub(crate) enum Size {
    /// The macro knows its value.
    Number { value: usize, span: Span },
    /// The compiler knows its value: the network's constant `SIZE_` and this name holds it.
    Constant { name: String, formula: Formula, span: Span },
    /// All values that the stage at a position puts out, whose layer is the path of a type: the compiler knows how many from
    /// the type.
    Stage { layer: TokenStream, position: usize },
}

/// How the compiler computes a size.
#[derive(Clone)]
pub(crate) enum Formula {
    /// A path to a constant, or an expression.
    Written(TokenStream),
    /// A dimension of what the stage at a position puts out, whose layer is the path of a type.
    Dimension { layer: TokenStream, position: usize, index: usize },
    /// How many positions the window of the stage at a position takes.
    Slid { position: usize, slide: Box<Slide> },
    /// How many input channels each group of the stage at a position has.
    Share { position: usize, channels: Box<Size>, groups: Box<Size> },
    /// The number of heads that divide the units of the stage at a position, which are as many as the features that arrive.
    Heads { position: usize, features: Box<Size>, units: Box<Size>, heads: usize },
    /// A product.
    Product(Vec<Size>),
}

/// A window that moves in one direction.
#[derive(Clone)]
pub(crate) struct Slide {
    pub(crate) size: Size,
    pub(crate) taps: Size,
    pub(crate) stride: Size,
    pub(crate) pad: Size,
    pub(crate) dilation: Size,
    /// Whether values that the last window doesn't reach are a mistake.
    pub(crate) is_exact: bool,
}

impl Slide {
    /// The five numbers, if the macro knows them: size, taps, stride, pad, dilation.
    pub(crate) fn values(&self) -> Option<[usize; 5]> {
        let Self { size, taps, stride, pad, dilation, .. } = self;
        Some([size.value()?, taps.value()?, stride.value()?, pad.value()?, dilation.value()?])
    }

    /// How many positions the window takes, and how many values it doesn't reach; nothing if the macro doesn't know the
    /// numbers. The window fits.
    pub(crate) fn positions(&self) -> Option<(usize, usize)> {
        let [size, taps, stride, pad, dilation] = self.values()?;
        let room = (size + 2 * pad).checked_sub(dilation * taps.checked_sub(1)? + 1)?;
        Some((room.checked_div(stride)? + 1, room % stride))
    }

    /// How many positions it takes.
    pub(crate) fn size(self, name: String, position: usize, span: Span) -> Size {
        match self.positions() {
            Some((value, _)) if value <= LARGEST => Size::Number { value, span },
            _ if self.values().is_some() => Size::made_up(span),
            _ => Size::Constant { name, formula: Formula::Slid { position, slide: Box::new(self) }, span },
        }
    }

    /// As the documentation writes it.
    pub(crate) fn text(&self) -> String {
        let Self { size, taps, stride, pad, dilation, .. } = self;
        let padded = match pad.value() {
            Some(0) => size.text(true),
            _ => format!("{} + 2 * {}", size.text(true), pad.text(true)),
        };
        let room = match dilation.value() {
            Some(1) => format!("{padded} - {}", taps.text(true)),
            _ => format!("{padded} - {} * ({} - 1) - 1", dilation.text(true), taps.text(true)),
        };
        match stride.value() {
            Some(1) => format!("{room} + 1"),
            _ => format!("({room}) / {} + 1", stride.text(true)),
        }
    }
}

impl Size {
    /// In place of a size that couldn't be read.
    pub(crate) fn made_up(span: Span) -> Self {
        Self::Number { value: 1, span }
    }

    /// A number of the table.
    pub(crate) fn fixed(value: usize) -> Self {
        Self::Number { value, span: Span::call_site() }
    }

    /// The product of several sizes.
    pub(crate) fn product(sizes: &[Self], name: String, span: Span) -> Self {
        match (sizes, sizes.iter().map(Self::value).try_fold(1_usize, |product, size| product.checked_mul(size?))) {
            ([one], _) => one.clone(),
            (_, Some(value)) => Self::Number { value, span },
            _ => Self::Constant { name, formula: Formula::Product(sizes.to_vec()), span },
        }
    }

    /// The input channels of a group. The groups divide the channels.
    pub(crate) fn share(channels: &Self, groups: &Self, position: usize, span: Span) -> Self {
        match (channels.value(), groups.value()) {
            (_, Some(1)) => channels.clone(),
            (Some(channels), Some(groups)) => Self::Number { value: channels.checked_div(groups).unwrap_or(1), span },
            _ => {
                let [channels, groups] = [channels, groups].map(|size| Box::new(size.clone()));
                let formula = Formula::Share { position, channels, groups };
                Self::Constant { name: format!("{position}_GROUP"), formula, span }
            }
        }
    }

    /// The number of heads among which units are divided, that are as many as the features. Where the macro knows both, it has
    /// compared them.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a whole number, within the range")]
    pub(crate) fn heads(heads: f64, features: Self, units: Self, position: usize, span: Span) -> Self {
        let heads = heads as usize;
        if features.value().is_some() && units.value().is_some() {
            return Self::Number { value: heads, span };
        }
        let [features, units] = [features, units].map(Box::new);
        let formula = Formula::Heads { position, features, units, heads };
        Self::Constant { name: format!("{position}_HEADS"), formula, span }
    }

    /// Its value, if the macro knows it.
    pub(crate) fn value(&self) -> Option<usize> {
        match self {
            Self::Number { value, .. } => Some(*value),
            Self::Constant { .. } | Self::Stage { .. } => None,
        }
    }

    /// The constant of the network `owner` that holds the value.
    fn constant(&self, owner: &Ident) -> Option<TokenStream> {
        let Self::Constant { span, name, .. } = self else { return None };
        let name = format_ident!("SIZE_{name}", span = *span);
        let mut owner = owner.clone();
        owner.set_span(*span);
        Some(quote_spanned!(*span=> #owner::#name))
    }

    /// Where it is written.
    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Self::Number { span, .. } | Self::Constant { span, .. } => Some(*span),
            Self::Stage { .. } => None,
        }
    }

    /// The name of that constant.
    pub(crate) fn name(&self) -> Option<&str> {
        let Self::Constant { name, .. } = self else { return None };
        Some(name)
    }

    /// The definition of that constant. It is the only place that has an expression, so a mistake in one is reported once.
    pub(crate) fn definition(&self, library: &Library, owner: &Ident) -> Option<TokenStream> {
        let Self::Constant { formula, span, name } = self else { return None };
        let name = format_ident!("SIZE_{name}");
        let Library { positions, exact_positions, group_inputs, heads_of, dimension, product, .. } = library;
        let length = |size: &Self| size.length(library, owner);
        let expression = match formula {
            Formula::Written(expression) => expression.clone(),
            Formula::Dimension { position, index, .. } => {
                let (stage, index) = (stage_of(*position, library, owner), Literal::usize_unsuffixed(*index));
                quote_spanned!(*span=> #dimension::<#stage, #index>())
            }
            Formula::Slid { position, slide } => {
                let function = if slide.is_exact { exact_positions } else { positions };
                let Slide { size, taps, stride, pad, dilation, .. } = &**slide;
                let position = Literal::usize_unsuffixed(*position);
                let numbers = [size, taps, stride, pad, dilation].map(length);
                quote_spanned!(*span=> #function(#position, [#(#numbers),*]))
            }
            Formula::Share { position, channels, groups } => {
                let (position, channels, groups) =
                    (Literal::usize_unsuffixed(*position), length(channels), length(groups));
                quote_spanned!(*span=> #group_inputs(#position, #channels, #groups))
            }
            Formula::Heads { position, features, units, heads } => {
                let [position, heads] = [*position, *heads].map(Literal::usize_unsuffixed);
                let (features, units) = (length(features), length(units));
                quote_spanned!(*span=> #heads_of(#position, [#features, #units], #heads))
            }
            Formula::Product(sizes) => {
                let sizes = sizes.iter().map(length);
                quote_spanned!(*span=> #product(&[#(#sizes),*]))
            }
        };
        Some(quote!(const #name: usize = #expression;))
    }

    /// Has the compiler check that the value of that constant is a size.
    pub(crate) fn check(&self, library: &Library, owner: &Ident) -> Option<TokenStream> {
        let Self::Constant { span, .. } = self else { return None };
        let Library { in_range, is_size, .. } = library;
        let constant = self.constant(owner);
        let value = quote_spanned!(*span=> { #constant });
        Some(quote!(#in_range::<#value, { #is_size(#constant) }>()))
    }

    /// As a constant: the length of an array.
    pub(crate) fn length(&self, library: &Library, owner: &Ident) -> TokenStream {
        match self {
            Self::Number { value, span } => {
                let mut literal = Literal::usize_unsuffixed(*value);
                literal.set_span(*span);
                literal.into_token_stream()
            }
            Self::Constant { .. } => self.constant(owner).into_token_stream(),
            Self::Stage { position, .. } => {
                let (output_len, stage) = (&library.output_len, stage_of(*position, library, owner));
                quote!(#output_len::<#stage>())
            }
        }
    }

    /// As a const argument of a type.
    pub(crate) fn argument(&self, library: &Library, owner: &Ident) -> TokenStream {
        let length = self.length(library, owner);
        if self.value().is_some() { length } else { quote!({ #length }) }
    }

    /// As a type: typenum's name, the digits to the base 1024, or what a layer puts out.
    pub(crate) fn typed(&self, library: &Library, owner: &Ident) -> TokenStream {
        let Library { sizes, number, digit, output_size, .. } = library;
        let [high, middle, low] = match self {
            Self::Number { value, .. } if *value <= 1024 || value.is_power_of_two() => {
                let name = format_ident!("U{value}");
                return quote!(#sizes::#name);
            }
            Self::Number { value, .. } => {
                [20, 10, 0].map(|bits| Literal::usize_unsuffixed(value >> bits & 1023).into_token_stream())
            }
            Self::Constant { .. } => [2, 1, 0].map(|place| {
                let (constant, place) = (self.constant(owner), Literal::u32_unsuffixed(place));
                quote!({ #digit(#constant, #place) })
            }),
            Self::Stage { position, .. } => {
                let stage = stage_of(*position, library, owner);
                return quote!(#output_size<#stage>);
            }
        };
        quote!(#number<#high, #middle, #low>)
    }

    /// As the documentation writes it; `factor` if it stands in a product.
    pub(crate) fn text(&self, factor: bool) -> String {
        let text = match self {
            Self::Number { value, .. } => return value.to_string(),
            Self::Stage { layer, .. } => return format!("{}::OUTPUTS", written(layer)),
            Self::Constant { formula, .. } => match formula {
                Formula::Written(expression) => written(expression),
                Formula::Dimension { layer, index, .. } => format!("{}[{index}]", written(layer)),
                Formula::Slid { slide, .. } => slide.text(),
                Formula::Share { channels, groups, .. } => format!("{} / {}", channels.text(true), groups.text(true)),
                Formula::Heads { heads, .. } => heads.to_string(),
                Formula::Product(sizes) => sizes.iter().map(|size| size.text(true)).collect::<Vec<_>>().join(" * "),
            },
        };
        let simple = text.chars().all(|c| c.is_alphanumeric() || ['_', ':', '[', ']'].contains(&c));
        if factor && !simple { format!("({text})") } else { text }
    }

    /// As the documentation writes it between angle brackets.
    pub(crate) fn argument_text(&self) -> String {
        let text = self.text(false);
        if text.chars().all(|c| c.is_alphanumeric() || c == '_') { text } else { format!("{{ {text} }}") }
    }
}

/// Tokens as a person writes them, near enough.
pub(crate) fn written(tokens: &TokenStream) -> String {
    tokens.to_string().replace(" :: ", "::").replace(":: ", "::").replace("( ", "(")
}

/// The type of the stage at a position. `owner` is the network, or `Self` where a type parameter could have its name.
pub(crate) fn stage_of(position: usize, library: &Library, owner: &impl ToTokens) -> TokenStream {
    let (stage_of, position) = (&library.stage_of, Literal::usize_unsuffixed(position));
    quote!(#stage_of<#owner, #position>)
}
