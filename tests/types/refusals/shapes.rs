//! Stages that don't fit the shape that arrives, and windows that don't fit.

mod a_dense_stage_takes_a_vector {
    use staticnn::prelude::*;

    network! {
        struct Image< 1x28x28 -> conv 6 (5x5) -> 10 >;
        struct Series< 128x16 -> 10 relu -> 1 >;
    }
}

mod flatten_takes_an_image_or_a_series {
    use staticnn::prelude::*;

    network! { struct Net< 120 -> flatten -> 10 >; }
}

mod convolutions_and_pools_take_an_image_or_a_series {
    use staticnn::prelude::*;

    network! {
        struct Digits< 784 -> conv 6 (5x5) -> 10 >;
        struct Pooled< 30 -> max_pool 2 -> 10 >;
        struct Mean< 30 -> global_avg_pool -> 10 >;
    }
}

mod a_window_fits_into_the_padded_input {
    use staticnn::prelude::*;

    network! {
        struct Large< 1x3x3 -> conv 8 (5x5) -> flatten -> 1 >;
        struct Padded< 1x3x4 -> conv 8 (7x7, pad 1) -> flatten -> 1 >;
        struct Apart< 16x2 -> conv 8 (3, dilation 8) -> flatten -> 1 >;
        struct Pool< 4x1x6 -> max_pool 2x2 -> flatten -> 1 >;
    }
}

mod a_window_over_a_series_has_steps {
    use staticnn::prelude::*;

    network! { struct Net< 128x16 -> conv 8 (5x5) -> flatten -> 1 >; }
}

mod windows_strides_and_groups_are_1_or_more {
    use staticnn::prelude::*;

    network! {
        struct Window< 1x8x8 -> conv 8 (0x3) -> flatten -> 1 >;
        struct Taps< 8x2 -> conv 8 (0) -> flatten -> 1 >;
        struct Stride< 1x8x8 -> conv 8 (3x3, stride 0) -> flatten -> 1 >;
        struct Dilation< 1x8x8 -> conv 8 (3x3, dilation 0) -> flatten -> 1 >;
        struct Groups< 1x8x8 -> conv 8 (3x3, groups 0) -> flatten -> 1 >;
        struct Channels< 1x8x8 -> conv 0 (3x3) -> flatten -> 1 >;
    }
}

mod a_pool_reaches_all_or_says_floor {
    use staticnn::prelude::*;

    network! {
        struct Odd< 16x7x7 -> max_pool 2x2 -> flatten -> 1 >;
        struct Steps< 10x3 -> avg_pool 4 -> flatten -> 1 >;
        struct Overlapping< 2x8x8 -> max_pool 3x3 (stride 2) -> flatten -> 1 >;
    }
}

mod groups_divide_the_channels {
    use staticnn::prelude::*;

    network! {
        struct Inputs< 16x8x8 -> conv 12 (3x3, groups 3) -> flatten -> 1 >;
        struct Outputs< 16x8x8 -> conv 9 (3x3, groups 4) -> flatten -> 1 >;
    }
}

mod a_dropout_has_its_rate {
    use staticnn::prelude::*;

    network! {
        struct All< 3 -> dropout 1.0 -> 1 >;
        struct Negative< 3 -> dropout -0.5 -> 1 >;
        struct Percent< 3 -> dropout 20 -> 1 >;
        struct None< 3 -> dropout -> 1 >;
        struct Parentheses< 3 -> dropout(0.5) -> 1 >;
    }
}

mod windows_are_written_so {
    use staticnn::prelude::*;

    network! {
        struct NoWindow< 1x8x8 -> conv 8 relu -> flatten -> 1 >;
        struct NoChannels< 1x8x8 -> conv (3x3) -> flatten -> 1 >;
        struct Bare< 1x8x8 -> conv 8 3x3 -> flatten -> 1 >;
        struct Inside< 1x8x8 -> max_pool (2x2) -> flatten -> 1 >;
        struct NoPool< 1x8x8 -> max_pool -> flatten -> 1 >;
        struct Three< 1x8x8 -> conv 8 (3x3x3) -> flatten -> 1 >;
        struct Equals< 1x8x8 -> conv 8 (3x3, stride = 2) -> flatten -> 1 >;
        struct Padding< 1x8x8 -> conv 8 (3x3, padding 1) -> flatten -> 1 >;
        struct Grouped< 1x8x8 -> depthwise (3x3, groups 1) -> flatten -> 1 >;
        struct NoComma< 1x8x8 -> conv 8 (3x3 stride 2) -> flatten -> 1 >;
    }
}

mod a_shape_has_at_most_three_dimensions {
    use staticnn::prelude::*;

    network! {
        struct Batch< 32x1x28x28 -> flatten -> 1 >;
        struct Hexadecimal< 0x28 -> 1 >;
        struct List< (1, 28, 28) -> flatten -> 1 >;
        struct Stage< 3 -> 4x4 relu -> 1 >;
    }
}

mod a_network_takes_another_shape {
    use staticnn::prelude::*;

    network! {
        struct Encoder< 1x4x4 -> conv 2 (3x3) relu >;
        struct Vector< 16 -> Encoder -> flatten -> 1 >;
        struct Turned< 4x2x2 -> Encoder -> flatten -> 1 >;
        struct Larger< 1x5x5 -> Encoder -> flatten -> 1 >;
        struct Dense< 1x4x4 -> Encoder -> 10 >;
        struct Steps< 1x4x4 -> Encoder -> conv 2 (2) -> flatten -> 1 >;
    }
}

mod channels_between_networks {
    use staticnn::prelude::*;

    network! {
        struct Three< 3x2x2 -> conv 2 (1x1) -> flatten -> 1 >;
        struct Net< 1x4x4 -> conv 4 (3x3) -> Three -> 1 >;
    }
}

mod constants {
    use staticnn::prelude::*;

    const SIDE: usize = 4;
    const TAPS: usize = 5;

    network! { struct Large< 1 x SIDE x SIDE -> conv 2 (TAPS x TAPS) -> flatten -> 1 >; }
    network! { struct Odd< 1x7xSIDE -> conv 2 (TAPS x 1) -> max_pool 2x2 -> flatten -> 1 >; }
    network! { struct Groups< TAPSx8x8 -> conv 2 (3x3, groups 2) -> flatten -> 1 >; }
}

fn main() {}
