//! The paths of the library that an expansion names. What the library renames is renamed here and nowhere else.

use proc_macro2::TokenStream;
use quote::quote;

macro_rules! library {
    ($($name:ident = $($segment:ident)::+;)*) => {
        /// The paths, each after the path of the crate.
        pub(crate) struct Library {
            $(pub(crate) $name: TokenStream,)*
        }

        impl Library {
            pub(crate) fn new(path: &TokenStream) -> Self {
                Self { $($name: quote!(#path::$($segment)::+),)* }
            }
        }
    };
}

library! {
    // Modules, of which the tables have the items.
    activations = activation;
    layers = layers;
    sizes = shape;

    // What programs use.
    network = network::Network;
    activation = activation::Activation;
    linear = activation::Linear;
    size = shape::Size;
    features = shape::Features;
    series = shape::Series;
    image = shape::Image;
    class = class::Class;
    one_class = layer::OneClass;
    class_series = layer::ClassSeries;
    window = layers::Window;
    stride = layers::Stride;
    pad = layers::Pad;
    causal = layers::Causal;
    unpadded = layers::Unpadded;
    dilation = layers::Dilation;
    steps_so_far = layers::StepsSoFar;

    // The contract of layers.
    layer = layer::Layer;
    stage = layer::Stage;
    pass = layer::Pass;
    inputs = layer::Inputs;
    rows = layer::Rows;
    rows_mut = layer::RowsMut;
    seen = layer::Seen;
    input_gradient = layer::InputGradient;
    steps = layer::Steps;
    stage_path = layer::StagePath;

    // The types that an expansion is made of.
    has_stage = expansion::HasStage;
    stage_of = expansion::StageOf;
    checked_stage = expansion::CheckedStage;
    has_activation = expansion::HasActivation;
    checked_activation = expansion::CheckedActivation;
    input_shape = expansion::InputShape;
    output_shape = expansion::OutputShape;
    output_size = expansion::OutputSize;
    output_array = expansion::OutputArray;
    frame_array = expansion::FrameArray;
    activation_of = expansion::ActivationOf;
    outputs = expansion::Outputs;
    tape = expansion::Tape;
    forward_scratch = expansion::ForwardScratch;
    backward_scratch = expansion::BackwardScratch;
    input_scratch = expansion::InputScratch;
    state = expansion::State;
    stream_at = expansion::StreamAt;
    both_stream = expansion::BothStream;
    block = expansion::Block;
    number = expansion::Number;

    // Its constants.
    digit = expansion::digit;
    is_size = expansion::is_size;
    in_range = expansion::in_range;
    is_in_limit = expansion::is_in_limit;
    in_limit = expansion::in_limit;
    is_layer = expansion::layer;
    is_layer_of_classes = expansion::layer_of_classes;
    is_activation = expansion::activation;
    input_fits = expansion::input_fits;
    fits = expansion::fits;
    same_shape = expansion::same_shape;
    taken = expansion::taken;
    takes_vector = expansion::takes_vector;
    takes_series = expansion::takes_series;
    takes_image = expansion::takes_image;
    takes_grid = expansion::takes_grid;
    positions = expansion::positions;
    exact_positions = expansion::exact_positions;
    group_inputs = expansion::group_inputs;
    heads_of = expansion::heads_of;
    product = expansion::product;
    input_len = expansion::input_size;
    output_len = expansion::output_size;
    rank = expansion::rank;
    dimension = expansion::dimension;
    dimensions = expansion::dimensions;
    block_size = expansion::block;
    named = expansion::named;
    frames = expansion::frames;
    see = expansion::see;

    // A network of numbers.
    plain = expansion::Plain;
    is_plain = expansion::plain;
    from_scalars = expansion::from_scalars;
    from_le_bytes = expansion::from_le_bytes;
    to_le_bytes = expansion::to_le_bytes;

    // A network with the weights of a file.
    pretrained = expansion::pretrained;
    in_order = expansion::in_order;
    file = expansion::File;
    file_stage = expansion::FileStage;
    file_tensor = expansion::FileTensor;
}
