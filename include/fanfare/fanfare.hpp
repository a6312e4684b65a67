#pragma once

// Everything a program needs that embeds fanfare. Start reading at engine.hpp.

#include "fanfare/admin.hpp"
#include "fanfare/configuration.hpp"
#include "fanfare/dead_letter.hpp"
#include "fanfare/engine.hpp"
#include "fanfare/error.hpp"
#include "fanfare/event.hpp"
#include "fanfare/event_story.hpp"
#include "fanfare/explanation.hpp"
#include "fanfare/filter.hpp"
#include "fanfare/listener.hpp"
#include "fanfare/listener_state.hpp"
#include "fanfare/metrics.hpp"
#include "fanfare/notifier.hpp"
#include "fanfare/options.hpp"
#include "fanfare/recent_attempt.hpp"
#include "fanfare/result.hpp"
#include "fanfare/time_text.hpp"
#include "fanfare/upkeep.hpp"
