//! `no_bias`.

mod a_bias_isnt_said {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu bias -> 1 >; }
}

mod no_bias_comes_after_the_activation {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 no_bias relu -> 1 >; }
}

mod no_bias_is_said_once {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu no_bias no_bias -> 1 >; }
}

mod no_bias_is_spelt_so {
    use staticnn::prelude::*;

    network! { struct Net< 3 -> 12 relu no_bais -> 1 >; }
}

fn main() {}
