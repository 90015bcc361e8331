//! What happens within a step of a recurrent layer, for its documentation.

use crate::kind::Steps;

pub(crate) const RNN: Steps = Steps {
    names: "With p = x W + b and q = h' U + c",
    forward: &["y = tanh(p + q)"],
    backward: &["dp = dq = e (1 - y²), dL/dh' = dq Uᵀ"],
};

pub(crate) const GRU: Steps = Steps {
    names: "With p = x W + b and q = h' U + c, which have a part for each of the gates r, z and n",
    forward: &["r = sigmoid(p_r + q_r), z = sigmoid(p_z + q_z), n = tanh(p_n + r q_n)", "y = (1 - z) n + z h'"],
    backward: &[
        "dp_n = e (1 - z) (1 - n²), dp_z = e (h' - n) z (1 - z), dp_r = dp_n q_n r (1 - r)",
        "dq_n = r dp_n, dq_z = dp_z, dq_r = dp_r, dL/dh' = e z + dq Uᵀ",
    ],
};

pub(crate) const LSTM: Steps = Steps {
    names: "With p = x W + b and q = h' U + c, which have a part for each of the gates i, f, g and o, and m' the memory of the \
            step before",
    forward: &[
        "i = sigmoid(p_i + q_i), f = sigmoid(p_f + q_f), g = tanh(p_g + q_g), o = sigmoid(p_o + q_o)",
        "m = f m' + i g, y = o tanh(m)",
    ],
    backward: &[
        "dm = e o (1 - tanh²(m)), to which the step after adds its dL/dm' = f dm",
        "dp_i = g i (1 - i) dm, dp_f = m' f (1 - f) dm, dp_g = i (1 - g²) dm, dp_o = tanh(m) o (1 - o) e",
        "dq = dp, dL/dh' = dq Uᵀ",
    ],
};
