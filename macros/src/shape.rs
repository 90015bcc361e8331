//! Shapes: what a stage takes and puts out for one sample.

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;

use crate::library::Library;
use crate::size::{Formula, Size, stage_of, written};

/// The shape of a sample.
#[derive(Clone)]
pub(crate) enum Shape {
    /// Values without an order: `[f32; N]`.
    Values(Size),
    /// Steps and features: `[[f32; F]; S]`.
    Series([Size; 2]),
    /// Channels, height and width: `[[[f32; W]; H]; C]`.
    Image([Size; 3]),
    /// One of so many classes: `Class<N>`.
    Class(Size),
    /// Steps, each of which is one of so many classes: `[Class<N>; S]`.
    Classes([Size; 2]),
    /// What the stage at a position puts out, whose layer is the path of a type: the compiler knows it from the type.
    Stage { layer: TokenStream, position: usize },
}

impl Shape {
    /// The shape with these dimensions: one, two or three.
    pub(crate) fn new(dimensions: Vec<Size>, span: Span) -> Self {
        match <[Size; 3]>::try_from(dimensions) {
            Ok(dimensions) => Self::Image(dimensions),
            Err(dimensions) => match <[Size; 2]>::try_from(dimensions) {
                Ok(dimensions) => Self::Series(dimensions),
                Err(mut one) => Self::Values(one.pop().unwrap_or_else(|| Size::made_up(span))),
            },
        }
    }

    /// In place of a shape that couldn't be read.
    pub(crate) fn made_up(span: Span) -> Self {
        Self::Values(Size::made_up(span))
    }

    /// Its dimensions, outermost first, the last of classes being how many there are; none if only the compiler knows them.
    pub(crate) fn dimensions(&self) -> &[Size] {
        match self {
            Self::Values(size) | Self::Class(size) => std::slice::from_ref(size),
            Self::Series(sizes) | Self::Classes(sizes) => sizes,
            Self::Image(sizes) => sizes,
            Self::Stage { .. } => &[],
        }
    }

    /// How many values it has.
    pub(crate) fn values(&self, position: usize) -> Size {
        match self {
            Self::Stage { layer, position } => Size::Stage { layer: layer.clone(), position: *position },
            Self::Class(_) => Size::fixed(1),
            Self::Classes([steps, _]) => steps.clone(),
            _ => Size::product(self.dimensions(), format!("{position}_VALUES"), Span::call_site()),
        }
    }

    /// The size of a dimension; 1 beyond the last one.
    fn dimension(&self, index: usize) -> Size {
        if let Self::Stage { layer, position } = self {
            let (layer, position) = (layer.clone(), *position);
            let name = format!("{position}_DIMENSION_{index}");
            return Size::Constant {
                name,
                formula: Formula::Dimension { layer, position, index },
                span: Span::call_site(),
            };
        }
        self.dimensions().get(index).cloned().unwrap_or_else(|| Size::fixed(1))
    }

    /// As a grid of `rank` dimensions: its channels, height and width.
    pub(crate) fn grid(&self, rank: usize) -> [Size; 3] {
        match rank {
            3 => [0, 1, 2].map(|index| self.dimension(index)),
            2 => [self.dimension(1), Size::fixed(1), self.dimension(0)],
            _ => [self.dimension(0), Size::fixed(1), Size::fixed(1)],
        }
    }

    /// The shape of `rank` dimensions with these channels, height and width.
    pub(crate) fn of_grid([channels, height, width]: [Size; 3], rank: usize) -> Self {
        match rank {
            3 => Self::Image([channels, height, width]),
            2 => Self::Series([width, channels]),
            _ => Self::Values(channels),
        }
    }

    /// Whether it consists of classes.
    pub(crate) fn is_of_classes(&self) -> bool {
        matches!(self, Self::Class(_) | Self::Classes(_))
    }

    /// One of its classes, if it consists of classes.
    pub(crate) fn class(&self) -> Option<Self> {
        match self {
            Self::Class(count) | Self::Classes([_, count]) => Some(Self::Class(count.clone())),
            _ => None,
        }
    }

    /// Whether only the compiler knows it.
    pub(crate) fn is_of_a_stage(&self) -> bool {
        matches!(self, Self::Stage { .. })
    }

    /// The library's type of the shape.
    pub(crate) fn typed(&self, library: &Library, owner: &Ident) -> TokenStream {
        let Library { features, series, image, one_class, class_series, output_shape, .. } = library;
        let sizes = self.dimensions().iter().map(|size| size.typed(library, owner));
        match self {
            Self::Values(_) => quote!(#features<#(#sizes),*>),
            Self::Series(_) => quote!(#series<#(#sizes),*>),
            Self::Image(_) => quote!(#image<#(#sizes),*>),
            Self::Class(count) => {
                let count = count.argument(library, owner);
                quote!(#one_class<#(#sizes),*, #count>)
            }
            Self::Classes([_, count]) => {
                let count = count.argument(library, owner);
                quote!(#class_series<#(#sizes),*, #count>)
            }
            Self::Stage { position, .. } => {
                let stage = stage_of(*position, library, owner);
                quote!(#output_shape<#stage>)
            }
        }
    }

    /// The plain array of a sample.
    pub(crate) fn array(&self, scalar: &Ident, library: &Library, owner: &Ident) -> TokenStream {
        if let Self::Stage { position, .. } = self {
            let (output_array, dimensions) = (&library.output_array, dimensions_of(*position, library, owner));
            return quote!(#output_array<#scalar, #dimensions>);
        }
        if let Self::Class(count) = self {
            let (class, count) = (&library.class, count.argument(library, owner));
            return quote!(#class<#count>);
        }
        if let Self::Classes([steps, count]) = self {
            let (class, steps) = (Self::Class(count.clone()), steps.length(library, owner));
            let class = class.array(scalar, library, owner);
            return quote!([#class; #steps]);
        }
        self.dimensions().iter().rev().fold(quote!(#scalar), |array, size| {
            let length = size.length(library, owner);
            quote!([#array; #length])
        })
    }

    /// How many dimensions a frame has: the features of a series, all of any other shape.
    pub(crate) fn frame_rank(&self) -> usize {
        if let Self::Series(_) | Self::Classes(_) = self { 1 } else { self.dimensions().len() }
    }

    /// The plain array of what a stream takes or puts out at each step: the features of a series, all values of any other shape.
    pub(crate) fn frame(&self, scalar: &Ident, library: &Library, owner: &Ident) -> TokenStream {
        match self {
            Self::Series([_, features]) => Self::Values(features.clone()).array(scalar, library, owner),
            Self::Classes([_, count]) => Self::Class(count.clone()).array(scalar, library, owner),
            Self::Stage { position, .. } => {
                let (frame_array, dimensions) = (&library.frame_array, dimensions_of(*position, library, owner));
                quote!(#frame_array<#scalar, #dimensions>)
            }
            Self::Values(_) | Self::Image(_) | Self::Class(_) => self.array(scalar, library, owner),
        }
    }

    /// Its number of dimensions and the dimensions, 0 beyond the last, as const arguments.
    pub(crate) fn arguments(&self, library: &Library, owner: &Ident) -> TokenStream {
        if let Self::Stage { position, .. } = self {
            return dimensions_of(*position, library, owner);
        }
        let one = [Size::fixed(1)];
        let sizes = match self {
            // The number of classes is part of the element.
            Self::Class(_) => &one,
            Self::Classes([steps, _]) => std::slice::from_ref(steps),
            _ => self.dimensions(),
        };
        let rank = Literal::usize_unsuffixed(sizes.len());
        let dimensions = (0..3).map(|index| match sizes.get(index) {
            Some(size) => size.argument(library, owner),
            None => quote!(0),
        });
        quote!(#rank, #(#dimensions),*)
    }

    /// The plain array of a sample, as the documentation writes it; none if only the compiler knows it.
    pub(crate) fn array_text(&self, scalar: &Ident) -> Option<String> {
        let array = |array: String, size: &Size| format!("[{array}; {}]", size.text(false));
        match self {
            Self::Class(count) => return Some(format!("Class<{}>", count.argument_text())),
            Self::Classes([steps, count]) => return Some(array(format!("Class<{}>", count.argument_text()), steps)),
            _ => {}
        }
        (!self.is_of_a_stage()).then(|| self.dimensions().iter().rev().fold(scalar.to_string(), array))
    }

    /// As a declaration writes it.
    pub(crate) fn text(&self) -> String {
        if let Self::Stage { layer, .. } = self {
            return format!("{}::OUTPUTS", written(layer));
        }
        match self {
            Self::Class(count) => return format!("classes({})", count.text(false)),
            Self::Classes([steps, count]) => {
                return format!("{} x classes({})", steps.text(true), count.text(false));
            }
            _ => {}
        }
        let sizes: Vec<String> = self.dimensions().iter().map(|size| size.text(true)).collect();
        let are_numbers = self.dimensions().iter().all(|size| size.value().is_some());
        sizes.join(if are_numbers { "x" } else { " x " })
    }
}

/// What the compiler knows of what the stage at a position puts out, as const arguments: the number of its dimensions and the
/// dimensions.
fn dimensions_of(position: usize, library: &Library, owner: &Ident) -> TokenStream {
    let Library { rank, dimension, .. } = library;
    let stage = stage_of(position, library, owner);
    let dimensions = (0..3).map(Literal::usize_unsuffixed).map(|index| quote!({ #dimension::<#stage, #index>() }));
    quote!({ #rank::<#stage>() }, #(#dimensions),*)
}
