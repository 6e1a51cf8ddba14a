"""Every address: one section per room, lowest room first."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from cliploop.accounts.api import me, session
from cliploop.annotations import api as annotations
from cliploop.api import pages
from cliploop.api.operations import route
from cliploop.assignments import api as assignments
from cliploop.automation import api as automation
from cliploop.datasets.api import items, shots
from cliploop.evaluation import api as evaluation
from cliploop.exchange import api as exchange
from cliploop.feeds import api as feeds
from cliploop.hints import api as hints
from cliploop.instant import api as instant
from cliploop.intake.api import cuts, sources, uploads, watches
from cliploop.jobs import api as jobs
from cliploop.learning import api as learning
from cliploop.overview import api as overview
from cliploop.projects.api import live, members, projects
from cliploop.quality import api as quality
from cliploop.registry import api as registry
from cliploop.reviews import api as reviews
from cliploop.rounds import api as rounds
from cliploop.serving.api import alerts, infer, outside, speeds
from cliploop.videos import api as videos
from cliploop.words import api as words
from cliploop.workflows import api as workflows

PROJECT = "projects/<int:project_id>"
ITEM = f"{PROJECT}/items/<int:item_id>"

ACCOUNTS = [
    route("session", session.read_session, session.sign_in, session.sign_out),
    route("session/link", session.use_link),
    route("users/<int:user_id>/links", session.create_link),
    route("me", me.change_me),
    route("me/preferences", me.change_preferences),
    route("me/keys", me.list_keys, me.create_key),
    route("me/keys/<int:key_id>", me.delete_key),
]

PROJECTS = [
    route("events", live.read_events),
    route("invitations/<str:token>", members.read_invitation, members.accept),
    route("projects", projects.list_projects, projects.create_project),
    route(PROJECT, projects.read_project, projects.change_project, projects.delete_project),
    route(f"{PROJECT}/classes", projects.list_classes, projects.create_class),
    route(f"{PROJECT}/members", members.list_members),
    route(f"{PROJECT}/members/<int:member_id>", members.change_member, members.remove_member),
    route(f"{PROJECT}/invitations", members.list_invitations, members.invite),
    route(f"{PROJECT}/invitations/<int:invitation_id>", members.withdraw),
    route(f"{PROJECT}/presence", live.report_presence),
    route(f"{PROJECT}/audit", live.list_audit),
    route(f"{PROJECT}/audit/export", live.export_audit),
]

JOBS = [
    route("status", jobs.read_status),
    route(f"{PROJECT}/jobs", jobs.list_jobs),
    route(f"{PROJECT}/jobs/<uuid:job_id>", jobs.read_job),
    route(f"{PROJECT}/jobs/<uuid:job_id>/cancel", jobs.cancel_job),
    route(f"{PROJECT}/jobs/<uuid:job_id>/retry", jobs.retry_job),
]

# A class's removal needs to know its annotations.
CLASSES = [
    route(f"{PROJECT}/classes/<int:class_id>", projects.change_class, annotations.delete_class),
    route(f"{PROJECT}/classes/<int:class_id>/merge", annotations.merge_class),
    route(f"{PROJECT}/classes/<int:class_id>/archive", annotations.archive_class),
]

DATASETS = [
    route(f"{PROJECT}/uploads", uploads.describe_uploads, uploads.create_upload),
    route(
        f"{PROJECT}/uploads/<uuid:upload_id>",
        uploads.read_upload,
        uploads.append_upload,
        uploads.delete_upload,
    ),
    route(f"{PROJECT}/roots", sources.list_roots),
    route(f"{PROJECT}/roots/<str:root>/files", sources.list_files),
    route(f"{PROJECT}/roots/<str:root>/count", sources.count_files),
    route(f"{PROJECT}/register", sources.register_files),
    route(f"{PROJECT}/plan-rate", sources.plan_rate),
    route(f"{PROJECT}/watches", watches.list_watches, watches.create_watch),
    route(f"{PROJECT}/watches/<int:watch_id>", watches.change_watch, watches.delete_watch),
    route(f"{PROJECT}/retention", watches.preview_retention),
    route(f"{PROJECT}/uploads/<uuid:upload_id>/parts", uploads.create_parts),
    route(f"{PROJECT}/datasets", items.list_datasets, items.create_dataset),
    route(f"{PROJECT}/datasets/<int:dataset_id>", items.change_dataset, items.delete_dataset),
    route(f"{PROJECT}/items", items.list_items),
    route(f"{PROJECT}/items/facets", items.list_facets),
    route(f"{PROJECT}/items/bulk", items.change_items),
    route(f"{PROJECT}/items/bulk/<uuid:batch>/undo", items.undo_items),
    route(f"{PROJECT}/items/shots", shots.find_many),
    route(ITEM, items.read_item, items.change_item),
    route(f"{ITEM}/map", items.read_map),
    route(f"{ITEM}/shots", shots.read_shots, shots.find_shots),
    route(f"{ITEM}/cut", cuts.cut_item),
    route(f"{ITEM}/frames/<int:frame>", items.read_frame),
]

ANNOTATIONS = [
    route(f"{ITEM}/annotations", annotations.list_annotations),
    route(f"{ITEM}/edits", annotations.list_edits, annotations.create_edit),
    route(f"{ITEM}/suggestions", annotations.list_suggestions, annotations.decide_suggestions),
    route(f"{ITEM}/track", annotations.track_shape),
    route(f"{ITEM}/outline", annotations.outline_thing),
    route(f"{PROJECT}/items/tag", annotations.tag_items),
    route(f"{PROJECT}/items/tag/<uuid:batch>/undo", annotations.undo_tags),
]

ASSIGNMENTS = [
    route(f"{PROJECT}/next", assignments.take_next),
    route(f"{ITEM}/take", assignments.take_item),
    route(f"{ITEM}/release", assignments.release_item),
    route(f"{ITEM}/submit", assignments.submit_item),
    route(f"{ITEM}/decide", assignments.decide_item),
    route(f"{ITEM}/recall", assignments.recall_item),
    route(f"{PROJECT}/items/assign", assignments.assign_items),
]

REVIEWS = [
    route(f"{PROJECT}/review", reviews.list_waiting),
    route(f"{ITEM}/changes", reviews.read_changes),
    route(f"{ITEM}/review", reviews.review_item),
    route(f"{ITEM}/comments", reviews.list_comments, reviews.create_comment),
    route(f"{ITEM}/comments/<int:comment_id>", reviews.resolve_comment),
]

EXCHANGE = [
    route(f"{PROJECT}/export", exchange.export),
    route(f"{PROJECT}/releases", exchange.list_releases, exchange.freeze),
    route(f"{PROJECT}/releases/<int:release_id>/download", exchange.download),
]

LEARNING = [
    route(f"{PROJECT}/zoo", learning.list_zoo),
    route(f"{PROJECT}/zoo/options", learning.list_options),
    route(f"{PROJECT}/zoo/regimes", learning.list_regimes),
    route(f"{PROJECT}/zoo/uses", learning.list_uses),
    route(f"{PROJECT}/runs", learning.list_runs, learning.start_run),
    route(f"{PROJECT}/runs/compare", learning.compare_models),
    route(f"{PROJECT}/runs/preview", learning.preview_run),
    route(f"{PROJECT}/runs/<int:run_id>", learning.read_run),
    route(f"{PROJECT}/models", learning.list_models),
    route(f"{PROJECT}/models/<int:model_id>", learning.read_model, registry.change_model),
    route(f"{PROJECT}/models/<int:model_id>/cells", learning.list_cell),
    route(f"{PROJECT}/predictions", learning.start_prediction),
    route(f"{PROJECT}/instant", instant.read_instant),
    route(f"{PROJECT}/strategies", projects.list_strategies),
    route(f"{PROJECT}/schedules", automation.list_schedules, automation.schedule_run),
    route(f"{PROJECT}/schedules/<int:schedule_id>/cancel", automation.call_off),
    route(f"{PROJECT}/rounds", rounds.list_rounds, rounds.start_round),
    route(f"{PROJECT}/rounds/rollback", rounds.roll_all_back),
    route(f"{PROJECT}/rounds/series", rounds.list_series, rounds.start_series),
    route(f"{PROJECT}/rounds/series/<int:series_id>/stop", rounds.stop_series),
    route(f"{PROJECT}/rounds/<int:round_id>/rollback", rounds.roll_back),
]

EVALUATION = [
    route(f"{PROJECT}/models/<int:model_id>/evaluation", evaluation.read_evaluation),
    route(f"{PROJECT}/models/<int:model_id>/comparison", evaluation.read_comparison),
    route(f"{PROJECT}/models/<int:model_id>/judgements", evaluation.list_judgements),
    route(
        f"{PROJECT}/models/<int:model_id>/saliency",
        evaluation.read_saliency,
        evaluation.start_saliency,
    ),
]

REGISTRY = [
    route(f"{PROJECT}/catalogue", registry.list_catalogue),
    route(f"{PROJECT}/versions", registry.list_versions),
    route(f"{PROJECT}/models/average", registry.average_models),
    route(f"{PROJECT}/models/<int:model_id>/rollback", registry.roll_back),
    route(f"{PROJECT}/models/<int:model_id>/history", registry.read_history),
    route(f"{PROJECT}/models/<int:model_id>/weights", registry.read_weights),
    route(
        f"{PROJECT}/models/<int:model_id>/packages", registry.list_packages, registry.start_package
    ),
    route(f"{PROJECT}/models/<int:model_id>/packages/<str:key>", registry.read_package),
    route(f"{PROJECT}/models/<int:model_id>/card", registry.read_card),
    route(f"{PROJECT}/models/<int:model_id>/card/markdown", registry.read_markdown),
]

SERVING = [
    route("models/<int:model_id>/infer", infer.infer_clip),
    route(f"{PROJECT}/outside", outside.list_outside, outside.register_outside),
    route(f"{PROJECT}/outside/<int:outside_id>", outside.remove_outside),
    route(f"{PROJECT}/outside/<int:outside_id>/check", outside.check_outside),
    route(f"{PROJECT}/alerts", alerts.list_alerts, alerts.create_alert),
    route(f"{PROJECT}/alerts/<int:alert_id>", alerts.remove_alert),
    route(f"{PROJECT}/alerts/<int:alert_id>/events", alerts.list_events),
    route("speeds", speeds.list_speeds, speeds.measure_speeds),
    route("speeds/<uuid:job_id>", speeds.read_measuring),
]

HINTS = [
    route(f"{ITEM}/guess", hints.read_guess),
    route(f"{ITEM}/doubts", hints.list_doubts),
    route(f"{ITEM}/neighbors", hints.list_neighbors),
    route(f"{ITEM}/similar", hints.list_similar),
    route(f"{ITEM}/verify", hints.verify_clips),
    route(f"{PROJECT}/duplicates", hints.list_duplicates),
]

WORKFLOWS = [
    route(f"{PROJECT}/workflows", workflows.list_workflows),
    route(f"{PROJECT}/workflows/<int:dataset_id>", workflows.choose_workflow),
    route(f"{PROJECT}/workflows/<int:dataset_id>/<str:stage>", workflows.change_stage),
    route(f"{PROJECT}/workflows/<int:dataset_id>/<str:stage>/again", workflows.ask_again),
]

FEEDS = [
    route(f"{PROJECT}/feeds", feeds.list_feeds),
    route(f"{PROJECT}/words", words.look_up_words),
    route(f"{PROJECT}/decisions", feeds.decide_many),
    route(f"{PROJECT}/feeds/release", feeds.release_feed),
    route(f"{PROJECT}/feeds/<str:kind>", feeds.read_feed, feeds.uphold),
    route(f"{PROJECT}/feeds/<str:kind>/take", feeds.take_feed),
]

OVERVIEW = [
    route(f"{PROJECT}/overview", overview.read_overview),
]

QUALITY = [
    route(f"{PROJECT}/quality", quality.read_quality),
    route(f"{PROJECT}/quality/readiness", quality.read_readiness),
]

API: list[URLPattern] = [
    *ACCOUNTS,
    *PROJECTS,
    *JOBS,
    *CLASSES,
    *DATASETS,
    *ANNOTATIONS,
    *ASSIGNMENTS,
    *REVIEWS,
    *EXCHANGE,
    *LEARNING,
    *EVALUATION,
    *REGISTRY,
    *SERVING,
    *HINTS,
    *WORKFLOWS,
    *OVERVIEW,
    *QUALITY,
    *FEEDS,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(API)),
    re_path(r"^api(/.*)?$", pages.unknown),
    path("media/<str:signed>", videos.media),
    path("healthz", pages.healthy),
    path("readyz", pages.ready),
    path("metrics", jobs.metrics),
    re_path(r"^(?!media/|static/|assets/)(?P<address>.*)$", pages.front_end),
]

handler400 = pages.bad_request
handler404 = pages.not_found
handler500 = pages.broken
